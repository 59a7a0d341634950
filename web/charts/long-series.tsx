import { useEffect, useMemo, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useText } from "../i18n/use-text.ts";
import { Frame } from "./frame.tsx";
import type { Look } from "./palette.ts";
import { useLook } from "./use-look.ts";

/** Series of many points (metric curves, traffic): drag to zoom, double click to see all again. */
export function LongSeries(props: {
  title: string;
  unit?: string;
  xLabel: string;
  /** Epoch seconds when time. */
  x: readonly number[];
  isTime?: boolean;
  series: readonly { label: string; values: readonly (number | null)[]; colour?: number; filled?: boolean }[];
  height?: number;
  isLog?: boolean;
}) {
  const look = useLook();
  const { format } = useText();
  const place = useRef<HTMLDivElement>(null);
  const height = props.height ?? 200;
  const { x, series, isTime, isLog } = props;
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const lines = series.map(({ label, colour, filled }, at) => {
      const stroke = look.series[(colour ?? at) % look.series.length] ?? look.text;
      return { label, stroke, width: 1.8, spanGaps: false, ...(filled ? { fill: `${stroke}2e` } : {}) };
    });
    const plot = new UPlot(
      {
        width: Math.max(element.clientWidth, 100),
        height,
        tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
        legend: { show: true, live: true },
        cursor: { sync: { key: "prumo" }, drag: { x: true, y: false } },
        scales: { x: { time: isTime ?? false }, y: { distr: isLog ? 3 : 1 } },
        axes: [
          axisOf(look, (value) => (isTime ? format.tick(value * 1_000) : format.integer(value)), 34),
          axisOf(look, (value) => format.number(value), 52),
        ],
        series: [
          {
            label: props.xLabel,
            value: (_, at) => (at === null ? "–" : isTime ? format.moment(at * 1_000) : format.integer(at)),
          },
          ...lines,
        ],
      },
      [x as number[], ...series.map(({ values }) => values as (number | null)[])],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [look, format, x, series, height, isTime, isLog, props.xLabel]);
  const table = useMemo(
    () => ({
      columns: [props.xLabel, ...series.map(({ label }) => label)],
      rows: x.map((at, index) => [
        isTime ? format.time(at * 1_000) : at,
        ...series.map(({ values }) => values[index] ?? null),
      ]),
    }),
    [x, series, isTime, format, props.xLabel],
  );
  return (
    <Frame title={props.title} unit={props.unit} table={table}>
      <div ref={place} className="long-series" style={{ minHeight: height }} />
    </Frame>
  );
}

function axisOf(look: Look, write: (value: number) => string, size: number): UPlot.Axis {
  const font = "12px Inter Variable, system-ui, sans-serif";
  return {
    stroke: look.dim,
    font,
    grid: { stroke: look.line, width: 1 },
    ticks: { show: false },
    size,
    values: (_, splits) => splits.map((value) => write(value)),
  };
}
