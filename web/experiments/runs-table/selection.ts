import { useCallback, useMemo, useState } from "react";

/** As many runs as a comparison takes. */
export const mostCompared = 200;

export interface Selection {
  readonly ids: readonly string[];
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  /** The first ones of the list, or none. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
  readonly isFull: boolean;
}

export function useSelection(list: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setChosen((now) => {
        const next = new Set(now);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  return useMemo(() => {
    const all = list.slice(0, mostCompared);
    const isFull = all.length > 0 && all.every((id) => chosen.has(id));
    return {
      ids: [...chosen],
      has: (id) => chosen.has(id),
      toggle,
      toggleAll: () => setChosen(new Set(isFull ? [] : all)),
      clear: () => setChosen(new Set()),
      isFull,
    };
  }, [list, chosen, toggle]);
}
