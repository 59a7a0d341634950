import { useEffect } from "react";

/** The document's title, so that tabs and history tell pages apart. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · prumo`;
  }, [title]);
}
