import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

/** Which run the pointer or the keyboard is at, in whatever part of the page; null for none. */
export interface Focus {
  readonly get: () => string | null;
  readonly set: (id: string | null) => void;
  readonly subscribe: (hear: () => void) => () => void;
}

/** Kept outside of React's state, as a move of the pointer must not draw the page anew. */
export function createFocus(): Focus {
  let now: string | null = null;
  const hearers = new Set<() => void>();
  return {
    get: () => now,
    set(id) {
      if (id === now) return;
      now = id;
      for (const hear of hearers) hear();
    },
    subscribe(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}

export const FocusContext = createContext<Focus>(createFocus());

export function useFocus(): Focus {
  return useContext(FocusContext);
}

/** Calls when another run is in focus. */
export function useOnFocus(hear: () => void): void {
  const focus = useFocus();
  useEffect(() => focus.subscribe(hear), [focus, hear]);
}

/** Whether this run is in focus. */
export function useIsFocused(id: string): boolean {
  const focus = useFocus();
  return useSyncExternalStore(focus.subscribe, () => focus.get() === id);
}
