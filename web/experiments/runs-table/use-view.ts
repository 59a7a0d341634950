import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { searchOf, type View, viewIn } from "./view.ts";

/** How a change goes into the history: as a step of its own, or in the place of the last one. */
export type Change = (change: Partial<View>, how?: "push" | "replace") => void;

/** The view that is in the address, and how to change it there. */
export function useView(): readonly [View, Change] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const view = useMemo(() => viewIn(search), [search]);
  const change = useCallback<Change>(
    (next, how = "push") =>
      void navigate({
        to: ".",
        search: (before: Record<string, unknown>) => searchOf({ ...viewIn(before), ...next }),
        replace: how === "replace",
        resetScroll: false,
      } as unknown as Parameters<typeof navigate>[0]),
    [navigate],
  );
  return [view, change];
}
