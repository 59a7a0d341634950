import { useMemo } from "react";
import { useText } from "../i18n/use-text.ts";
import { axis, baseOption } from "./axes.ts";
import { Canvas } from "./canvas.tsx";
import type { ChartTable } from "./csv.ts";
import { Frame } from "./frame.tsx";
import { dashes, type Look } from "./palette.ts";
import { useLook } from "./use-look.ts";

export interface LineSeries {
  readonly label: string;
  /** Null where nothing is known: the line is broken there. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** The interval around each point, as a band. */
  readonly band?: readonly (readonly [low: number | null, high: number | null])[];
  /** Which colour; its place in the list unless said. */
  readonly colour?: number;
  readonly dots?: boolean;
}

/** Lines over numbers or time, with intervals as bands and, where asked, a line at a threshold. */
export function Lines(props: {
  title: string;
  unit?: string;
  series: readonly LineSeries[];
  x: "number" | "time";
  xLabel: string;
  height?: number;
  threshold?: { value: number; label: string } | undefined;
  diagonal?: boolean;
  from?: number;
  to?: number;
}) {
  const look = useLook();
  const { format } = useText();
  const option = useMemo(() => {
    const free = { scale: true };
    return {
      ...baseOption(look),
      tooltip: { ...baseOption(look).tooltip, valueFormatter: (y: unknown) => valueText(y, format.number) },
      dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl" }],
      xAxis: axis(look, {
        type: props.x === "time" ? "time" : "value",
        min: props.x === "number" ? "dataMin" : undefined,
        max: props.x === "number" ? "dataMax" : undefined,
        splitLine: { show: false },
        name: props.xLabel,
        nameLocation: "middle",
        nameGap: 22,
        axisLabel: {
          color: look.dim,
          hideOverlap: true,
          formatter: props.x === "time" ? (x: number) => format.tick(x) : (x: number) => format.number(x),
        },
      }),
      yAxis: axis(look, {
        type: "value",
        ...(props.from === undefined ? free : { min: props.from }),
        ...(props.to === undefined ? {} : { max: props.to }),
        axisLabel: { color: look.dim, formatter: (y: number) => format.number(y) },
      }),
      series: [
        ...props.series.flatMap((series, at) => drawn(series, at, look)),
        ...(props.diagonal ? [diagonal(look)] : []),
        ...(props.threshold === undefined ? [] : [thresholdLine(props.threshold, props.series, look)]),
      ],
    };
  }, [
    look,
    format,
    props.series,
    props.x,
    props.xLabel,
    props.threshold,
    props.diagonal,
    props.from,
    props.to,
  ]);
  const legend = props.series.map(({ label, colour }, at) => ({
    label,
    colour: look.series[(colour ?? at) % look.series.length] ?? look.text,
    dash: dashes[at % dashes.length] !== "solid",
  }));
  return (
    <Frame
      title={props.title}
      unit={props.unit}
      legend={legend.length > 1 ? legend : undefined}
      table={tableOf(props.series, props.xLabel, props.x === "time" ? format.day : undefined)}
    >
      <Canvas option={option} height={props.height ?? 220} />
    </Frame>
  );
}

function valueText(y: unknown, write: (value: number) => string): string {
  return typeof y === "number" ? write(y) : "–";
}

function drawn(series: LineSeries, at: number, look: Look): object[] {
  const colour = look.series[(series.colour ?? at) % look.series.length];
  const line = {
    name: series.label,
    type: "line",
    data: series.points,
    showSymbol: series.dots ?? series.points.length < 40,
    symbolSize: 5,
    symbol: at % 2 === 0 ? "circle" : "rect",
    connectNulls: false,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2, type: dashes[at % dashes.length] },
    z: 3,
  };
  if (!series.band) return [line];
  const bounds = series.points.map(([x], index) => {
    const [low, high] = series.band?.[index] ?? [null, null];
    return low === null || high === null ? { x, low: null, span: null } : { x, low, span: high - low };
  });
  const edge = { type: "line", stack: `band ${at}`, symbol: "none", silent: true, tooltip: { show: false } };
  const none = { lineStyle: { opacity: 0 } };
  return [
    { ...edge, ...none, data: bounds.map(({ x, low }) => [x, low]) },
    {
      ...edge,
      ...none,
      data: bounds.map(({ x, span }) => [x, span]),
      areaStyle: { color: colour, opacity: 0.18 },
    },
    line,
  ];
}

function diagonal(look: Look): object {
  const line = { color: look.quiet, type: "dotted", width: 1.5 };
  const ends = [
    [0, 0],
    [1, 1],
  ];
  return {
    type: "line",
    data: ends,
    symbol: "none",
    silent: true,
    lineStyle: line,
    tooltip: { show: false },
  };
}

function thresholdLine(
  threshold: { value: number; label: string },
  series: readonly LineSeries[],
  look: Look,
): object {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  return {
    type: "line",
    name: threshold.label,
    symbol: "none",
    silent: true,
    data: xs.length === 0 ? [] : [Math.min(...xs), Math.max(...xs)].map((x) => [x, threshold.value]),
    lineStyle: { color: look.attention, type: "dashed", width: 1.5 },
    itemStyle: { color: look.attention },
  };
}

function tableOf(
  series: readonly LineSeries[],
  xLabel: string,
  writeX: ((x: number) => string) | undefined,
): ChartTable {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const lookups = series.map(({ points }) => new Map(points));
  return {
    columns: [xLabel, ...series.map(({ label }) => label)],
    rows: xs.map((x) => [writeX?.(x) ?? x, ...lookups.map((values) => values.get(x) ?? null)]),
  };
}
