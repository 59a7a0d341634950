import { useMemo } from "react";
import { useText } from "../i18n/use-text.ts";
import { axis, baseOption } from "./axes.ts";
import { Canvas } from "./canvas.tsx";
import { Frame } from "./frame.tsx";
import { useLook } from "./use-look.ts";

/** Bars side by side over named bins: then and now. */
export function Bars(props: {
  title: string;
  unit: string;
  labels: readonly string[];
  binLabel: string;
  series: readonly { label: string; values: readonly number[]; isQuiet?: boolean }[];
  height?: number;
}) {
  const look = useLook();
  const { format } = useText();
  const { labels, series } = props;
  const option = useMemo(
    () => ({
      ...baseOption(look),
      tooltip: {
        ...baseOption(look).tooltip,
        axisPointer: { type: "shadow" },
        valueFormatter: (value: unknown) => (typeof value === "number" ? format.percent(value) : "–"),
      },
      xAxis: axis(look, { type: "category", data: labels, splitLine: { show: false } }),
      yAxis: axis(look, {
        type: "value",
        axisLabel: { color: look.dim, formatter: (value: number) => format.percent(value, 0) },
      }),
      series: series.map(({ label, values, isQuiet }, at) => ({
        name: label,
        type: "bar",
        data: values,
        barGap: "8%",
        barCategoryGap: "28%",
        itemStyle: {
          color: isQuiet ? look.quiet : look.series[at % look.series.length],
          borderRadius: [2, 2, 0, 0],
        },
      })),
    }),
    [look, format, labels, series],
  );
  return (
    <Frame
      title={props.title}
      unit={props.unit}
      legend={series.map(({ label, isQuiet }, at) => ({
        label,
        colour: (isQuiet ? look.quiet : look.series[at % look.series.length]) ?? look.text,
      }))}
      table={{
        columns: [props.binLabel, ...series.map(({ label }) => label)],
        rows: labels.map((label, at) => [label, ...series.map(({ values }) => values[at] ?? null)]),
      }}
    >
      <Canvas option={option} height={props.height ?? 220} />
    </Frame>
  );
}
