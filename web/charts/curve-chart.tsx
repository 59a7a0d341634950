import { useEffect, useMemo, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useText } from "../i18n/use-text.ts";
import type { Formats } from "../i18n/formats.ts";
import type { ChartTable } from "./csv.ts";
import type { CurveAxis, CurveLine } from "./curve-line.ts";
import { drawMarks } from "./curve-marks.ts";
import { Frame } from "./frame.tsx";
import type { Look } from "./palette.ts";
import { useLook } from "./use-look.ts";

/**
 * One curve, small beside others: drag to zoom, double click to see all again, the pointer is shown in all charts of
 * the axis. New points are put in without drawing it anew from nothing.
 */
export function CurveChart(props: {
  title: string;
  note?: string;
  axis: CurveAxis;
  isLog: boolean;
  line: CurveLine;
  /** What of the axis is shown; all of it when undefined. */
  zoom: readonly [number, number] | undefined;
  onZoom: (zoom: readonly [number, number] | undefined) => void;
  table: ChartTable;
  /** Every point, for CSV. */
  whole: () => Promise<ChartTable>;
}) {
  const { axis, isLog, line, zoom } = props;
  const look = useLook();
  const { t, format } = useText();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const now = useRef({ line, zoom, onZoom: props.onZoom });
  useEffect(() => {
    now.current = { line, zoom, onZoom: props.onZoom };
  });
  const isSmoothed = line.smoothed !== undefined;
  const words = useMemo(
    () => ({ x: t(`run.axis.${axis}`), value: t("run.value"), smoothed: t("run.smoothed") }),
    [t, axis],
  );
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = new UPlot(
      optionsOf({ axis, isLog, isSmoothed, look, format, words, now, width: element.clientWidth }),
      dataOf(now.current.line),
      element,
    );
    plot.current = drawn;
    const watch = new ResizeObserver(() =>
      drawn.setSize({ width: Math.max(element.clientWidth, 100), height }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.current = null;
      drawn.destroy();
    };
  }, [axis, isLog, isSmoothed, look, format, words]);
  useEffect(() => plot.current?.setData(dataOf(line)), [line, zoom]);
  return (
    <Frame
      title={props.title}
      {...(props.note === undefined ? {} : { unit: props.note })}
      table={props.table}
      whole={props.whole}
    >
      <div ref={place} className="long-series" style={{ minHeight: height }} />
    </Frame>
  );
}

const height = 180;

function dataOf({ x, values, smoothed }: CurveLine): UPlot.AlignedData {
  const all = [x, values, ...(smoothed === undefined ? [] : [smoothed])];
  return all as unknown as UPlot.AlignedData;
}

function optionsOf(of: {
  axis: CurveAxis;
  isLog: boolean;
  isSmoothed: boolean;
  look: Look;
  format: Formats;
  words: { x: string; value: string; smoothed: string };
  now: {
    readonly current: {
      line: CurveLine;
      zoom: readonly [number, number] | undefined;
      onZoom: (zoom: readonly [number, number] | undefined) => void;
    };
  };
  width: number;
}): UPlot.Options {
  const { axis, isLog, isSmoothed, look, format, words, now } = of;
  const colour = look.series[0] ?? look.text;
  const writeX = (x: number) => {
    if (axis === "step") return format.integer(x);
    return axis === "wall" ? format.time(x * 1_000) : format.duration(x * 1_000);
  };
  const tickX = (x: number) =>
    axis === "wall" ? format.clock(x * 1_000) : axis === "step" ? format.compact(x) : writeX(x);
  const line = (label: string, more: Partial<UPlot.Series>): UPlot.Series => ({
    label,
    stroke: colour,
    width: 1.8,
    spanGaps: false,
    value: (_, value) => (value === null ? "–" : format.number(value, 5)),
    ...more,
  });
  return {
    width: Math.max(of.width, 100),
    height,
    legend: { show: true, live: true },
    cursor: {
      sync: { key: `prumo-run-${axis}`, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      bind: { dblclick: () => () => (now.current.onZoom(undefined), null) },
    },
    scales: {
      x: { time: axis === "wall", range: (_, low, high) => xRange(now.current.zoom ?? [low, high]) },
      y: { distr: isLog ? 3 : 1 },
    },
    axes: [axisOf(look, tickX, 34), axisOf(look, (value) => format.number(value), 56)],
    series: [
      { label: words.x, value: (_, x) => (x === null ? "–" : writeX(x)) },
      line(words.value, isSmoothed ? { stroke: `${colour}59`, width: 1.2 } : {}),
      ...(isSmoothed ? [line(words.smoothed, { points: { show: false } })] : []),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, now.current.line.marks, look)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          const ends = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")] as const;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          now.current.onZoom(ends);
        },
      ],
    },
  };
}

/** A single point has no width; it is shown in the middle of one. */
function xRange([low, high]: readonly [number | null, number | null]): [number, number] {
  if (low === null || high === null) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function axisOf(look: Look, write: (value: number) => string, size: number): UPlot.Axis {
  return {
    stroke: look.dim,
    font: "12px Inter Variable, system-ui, sans-serif",
    grid: { stroke: look.line, width: 1 },
    ticks: { show: false },
    size,
    // A logarithmic axis leaves out the labels that would stand on each other.
    values: (_, splits) => splits.map((value) => (value === null ? "" : write(value))),
  };
}
