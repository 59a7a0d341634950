import { useMemo } from "react";
import type { CurveAxis } from "../../charts/curve-line.ts";
import { useUrlState } from "../../data/use-url.ts";
import { type ChartSettings, readZoom, type Zoom } from "./zoom.ts";

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
