import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useState } from "react";
import { readLook, type Look } from "./palette.ts";

/** The look of the theme that is on; a new one when the theme changes. */
export function useLook(): Look {
  const scheme = useComputedColorScheme("light");
  const [look, setLook] = useState(readLook);
  useEffect(() => setLook(readLook()), [scheme]);
  return look;
}
