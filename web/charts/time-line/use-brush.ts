import { useState, type PointerEvent } from "react";
import type { Span } from "./scale.ts";

export interface Brush {
  /** What is being dragged over, px of the plot; null while nobody drags. */
  readonly band: Span | null;
  /** Begins at a place of the plot. */
  readonly begin: (event: PointerEvent<SVGElement>, x: number) => void;
  readonly move: (x: number) => void;
  /** Ends it: what was dragged over is chosen, unless it was a mere click. */
  readonly end: (momentAt: (x: number) => number) => void;
  readonly all: () => void;
}

/** Fewer px than these are a click. */
const leastPx = 5;

/** Dragging over a stretch of a time axis chooses it. */
export function useBrush(choose: (span: Span | null) => void): Brush {
  const [drag, setDrag] = useState<{ readonly start: number; readonly now: number } | null>(null);
  const band =
    drag === null ? null : { from: Math.min(drag.start, drag.now), to: Math.max(drag.start, drag.now) };
  return {
    band: band !== null && band.to - band.from >= leastPx ? band : null,
    begin: (event, x) => {
      if (event.button !== 0) return;
      setDrag({ start: x, now: x });
    },
    move: (x) => setDrag((before) => (before === null ? null : { ...before, now: x })),
    end: (momentAt) => {
      setDrag(null);
      if (band === null || band.to - band.from < leastPx) return;
      choose({ from: momentAt(band.from), to: momentAt(band.to) });
    },
    all: () => choose(null),
  };
}
