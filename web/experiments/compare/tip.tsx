import { useState, useSyncExternalStore } from "react";

export interface TipText {
  readonly left: number;
  readonly top: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is said beside the pointer; kept outside of the chart's state, which must not be made anew for it. */
export interface TipStore {
  readonly get: () => TipText | null;
  readonly say: (tip: TipText | null) => void;
  readonly subscribe: (hear: () => void) => () => void;
}

export function useTip(): TipStore {
  const [store] = useState(createTip);
  return store;
}

function createTip(): TipStore {
  let now: TipText | null = null;
  const hearers = new Set<() => void>();
  return {
    get: () => now,
    say(tip) {
      if (tip === null && now === null) return;
      now = tip;
      for (const hear of hearers) hear();
    },
    subscribe(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}

/** Beside the pointer, and inside its parent whatever side that leaves. */
export function Tip({ store }: { store: TipStore }) {
  const tip = useSyncExternalStore(store.subscribe, store.get);
  if (tip === null) return null;
  return (
    <div
      className="compare-tip"
      ref={(element) => {
        if (!element) return;
        const room = (element.parentElement?.clientWidth ?? 0) - element.offsetWidth - 4;
        element.style.left = `${Math.max(0, Math.min(tip.left + 12, room))}px`;
        element.style.top = `${Math.max(0, tip.top - element.offsetHeight - 10)}px`;
      }}
    >
      <strong>{tip.title}</strong>
      {tip.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
