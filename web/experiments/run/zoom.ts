import type { CurveAxis } from "../../charts/curve-line.ts";

/** A part of the axis that all charts show: steps, or epoch milliseconds. */
export interface Zoom {
  readonly of: "step" | "time";
  readonly from: number;
  readonly to: number;
}

/** How the charts of a run are drawn. All of it is in the address. */
export interface ChartSettings {
  readonly axis: CurveAxis;
  readonly isLog: boolean;
  /** 0 to 0.99. */
  readonly smoothing: number;
  readonly zoom: Zoom | undefined;
}

/** `step:10:20`; of another axis than the one that is shown, or no range, it is none. */
export function readZoom(text: string, of: Zoom["of"]): Zoom | undefined {
  const [kind, from, to, ...more] = text.split(":");
  const [low, high] = [Number(from), Number(to)];
  if (kind !== of || from === "" || to === "" || more.length > 0 || !(low < high)) return undefined;
  return Number.isFinite(high - low) ? { of, from: low, to: high } : undefined;
}
