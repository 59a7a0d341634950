import type { Look } from "../palette.ts";
import type { Size } from "./use-layers.ts";

/** Where the chart itself is, in pixels from the upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Mark {
  /** 0 to 1 along the axis. */
  readonly place: number;
  readonly text: string;
}

export const font = "12px Inter Variable, system-ui, sans-serif";

export function boxOf({ width, height }: Size): Box {
  return { left: 58, top: 10, right: Math.max(width - 14, 80), bottom: Math.max(height - 38, 40) };
}

export function xAt(box: Box, place: number): number {
  return box.left + place * (box.right - box.left);
}

export function yAt(box: Box, place: number): number {
  return box.bottom - place * (box.bottom - box.top);
}

/** Lines and words of both axes; marks that would touch each other are left out. */
export function drawAxes(
  pen: CanvasRenderingContext2D,
  look: Look,
  box: Box,
  axes: { readonly x: readonly Mark[]; readonly y: readonly Mark[]; readonly xLabel: string },
): void {
  pen.font = font;
  pen.lineWidth = 1;
  pen.strokeStyle = look.line;
  pen.fillStyle = look.dim;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const { place, text } of axes.y) {
    const y = Math.round(yAt(box, place)) + 0.5;
    pen.beginPath();
    pen.moveTo(box.left, y);
    pen.lineTo(box.right, y);
    pen.stroke();
    pen.fillText(clipped(pen, text, box.left - 10), box.left - 6, y);
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  let end = 0;
  for (const { place, text } of axes.x) {
    const x = xAt(box, place);
    const half = pen.measureText(text).width / 2;
    if (x - half < end + 8) continue;
    end = x + half;
    pen.fillText(text, x, box.bottom + 6);
  }
  pen.fillText(axes.xLabel, (box.left + box.right) / 2, box.bottom + 22);
}

/** A text cut to fit, with a sign that it was. */
export function clipped(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let kept = text.slice(0, 60);
  while (kept.length > 1 && pen.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
