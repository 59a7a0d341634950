import type UPlot from "uplot";
import type { Mark } from "./curve-line.ts";
import type { Look } from "./palette.ts";

/** Draws marks at the edges of the plot: ▲ at the top, ▼ at the bottom, × for what is no number. */
export function drawMarks(plot: UPlot, marks: readonly Mark[], look: Look): void {
  const { ctx, bbox } = plot;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = look.attention;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const { x, kind } of marks) {
    const at = plot.valToPos(x, "x", true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    const top = bbox.top + size;
    const bottom = bbox.top + bbox.height - size;
    ctx.beginPath();
    if (kind === "nan") {
      for (const side of [-1, 1]) {
        ctx.moveTo(at - size * 0.8, bottom - side * size * 0.8);
        ctx.lineTo(at + size * 0.8, bottom + side * size * 0.8);
      }
      ctx.stroke();
      continue;
    }
    const [tip, base] = kind === "up" ? [top - size, top + size] : [bottom + size, bottom - size];
    ctx.moveTo(at, tip);
    ctx.lineTo(at - size, base);
    ctx.lineTo(at + size, base);
    ctx.fill();
  }
  ctx.restore();
}
