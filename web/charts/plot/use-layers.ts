import { useCallback, useEffect, useRef } from "react";

export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Draw = (pen: CanvasRenderingContext2D, size: Size) => void;

export interface Layers {
  /** Of the two canvases: what lies still, and what follows the pointer above it. */
  readonly base: (canvas: HTMLCanvasElement | null) => void;
  readonly over: (canvas: HTMLCanvasElement | null) => void;
  readonly redrawOver: () => void;
  readonly size: () => Size;
}

/**
 * Two canvases on each other, as large as their parent: thousands of lines are drawn once, and only one of them again when
 * the pointer moves. `draw` and `over` must be stable while nothing changes.
 */
export function useLayers(draw: Draw, over: Draw): Layers {
  const canvases = useRef<{ base: HTMLCanvasElement | null; over: HTMLCanvasElement | null }>({
    base: null,
    over: null,
  });
  const waiting = useRef<{ base: ReturnType<typeof setTimeout> | undefined; over: number }>({
    base: undefined,
    over: 0,
  });
  const drawings = useRef({ base: draw, over });
  useEffect(() => {
    drawings.current = { base: draw, over };
  });
  const redraw = useCallback((layer: "base" | "over") => {
    const work = () => paint(canvases.current[layer], drawings.current[layer]);
    if (layer === "over") {
      cancelAnimationFrame(waiting.current.over);
      waiting.current.over = requestAnimationFrame(work);
    } else {
      // a task of its own: many charts of one frame would hold the page together
      clearTimeout(waiting.current.base);
      waiting.current.base = setTimeout(work);
    }
  }, []);
  useEffect(() => redraw("base"), [redraw, draw]);
  useEffect(() => redraw("over"), [redraw, over]);
  useEffect(() => {
    const parent = canvases.current.base?.parentElement;
    if (!parent) return undefined;
    const watch = new ResizeObserver(() => {
      redraw("base");
      redraw("over");
    });
    watch.observe(parent);
    const started = waiting.current;
    return () => {
      watch.disconnect();
      clearTimeout(started.base);
      cancelAnimationFrame(started.over);
    };
  }, [redraw]);
  const base = useCallback((canvas: HTMLCanvasElement | null) => void (canvases.current.base = canvas), []);
  const upper = useCallback((canvas: HTMLCanvasElement | null) => void (canvases.current.over = canvas), []);
  const redrawOver = useCallback(() => redraw("over"), [redraw]);
  const size = useCallback(() => sizeOf(canvases.current.base), []);
  return { base, over: upper, redrawOver, size };
}

function sizeOf(canvas: HTMLCanvasElement | null): Size {
  const parent = canvas?.parentElement;
  return { width: parent?.clientWidth ?? 0, height: parent?.clientHeight ?? 0 };
}

function paint(canvas: HTMLCanvasElement | null, draw: Draw): void {
  const pen = canvas?.getContext("2d");
  if (!canvas || !pen) return;
  const size = sizeOf(canvas);
  if (size.width === 0 || size.height === 0) return;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  // A canvas of another size is emptied by that; the same size is kept, as to make it anew is dear.
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, size.width, size.height);
  draw(pen, size);
}
