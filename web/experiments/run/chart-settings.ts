import { useMemo } from "react";
import type { CurveAxis } from "../../charts/curve-chart.tsx";
import { useUrlState } from "../../data/use-url.ts";

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

const axes: readonly CurveAxis[] = ["step", "relative", "wall"];
export const mostSmoothing = 0.99;

export function useChartSettings() {
  const [axisText, setAxis] = useUrlState("axis");
  const [scale, setScale] = useUrlState("scale");
  const [smoothText, setSmoothing] = useUrlState("smooth");
  const [zoomText, setZoom] = useUrlState("zoom");
  const settings = useMemo((): ChartSettings => {
    const axis = axes.find((each) => each === axisText) ?? "step";
    const smoothing = Number(smoothText);
    return {
      axis,
      isLog: scale === "log",
      smoothing: smoothing > 0 ? Math.min(smoothing, mostSmoothing) : 0,
      zoom: readZoom(zoomText, axis === "step" ? "step" : "time"),
    };
  }, [axisText, scale, smoothText, zoomText]);
  return {
    settings,
    setAxis: (axis: CurveAxis) => setAxis(axis === "step" ? "" : axis),
    setLog: (isLog: boolean) => setScale(isLog ? "log" : ""),
    setSmoothing: (weight: number) => setSmoothing(weight === 0 ? "" : String(weight)),
    setZoom: (zoom: Zoom | undefined) =>
      setZoom(zoom === undefined ? "" : `${zoom.of}:${zoom.from}:${zoom.to}`),
  };
}

/** `step:10:20`; of another axis than the one that is shown, or no range, it is none. */
export function readZoom(text: string, of: Zoom["of"]): Zoom | undefined {
  const [kind, from, to, ...more] = text.split(":");
  const [low, high] = [Number(from), Number(to)];
  if (kind !== of || from === "" || to === "" || more.length > 0 || !(low < high)) return undefined;
  return Number.isFinite(high - low) ? { of, from: low, to: high } : undefined;
}
