import { useMemo } from "react";
import { useText } from "../i18n/use-text.ts";
import { axis, baseOption } from "./axes.ts";
import { Canvas } from "./canvas.tsx";
import { Frame } from "./frame.tsx";
import { useLook } from "./use-look.ts";

/** Rows × columns of values in few shades; null is drawn as missing, not as zero. */
export function HeatMap(props: {
  title: string;
  unit: string;
  columns: readonly string[];
  rows: readonly string[];
  /** By row, then column. */
  values: readonly (readonly (number | null)[])[];
  /** Bounds between shades, rising, with what each shade means: one more name than bounds. */
  bounds: readonly number[];
  names: readonly string[];
  onSelect?: (column: number, row: number) => void;
}) {
  const look = useLook();
  const { t, format } = useText();
  const { columns, rows, values, bounds, names } = props;
  const cells = useMemo(
    () => values.flatMap((row, y) => row.map((value, x) => [x, y, value ?? "-"] as const)),
    [values],
  );
  const shades = useMemo(() => [look.line, `${look.series[1]}66`, look.series[1] ?? look.text], [look]);
  const option = useMemo(
    () => ({
      ...baseOption(look),
      grid: { left: 112, right: 8, top: 6, bottom: 26 },
      tooltip: {
        ...baseOption(look).tooltip,
        trigger: "item",
        formatter: ({ data }: { data: readonly [number, number, number | string] }) =>
          `${escapeHtml(rows[data[1]] ?? "")} · ${escapeHtml(columns[data[0]] ?? "")}<br>${typeof data[2] === "number" ? format.number(data[2]) : "–"}`,
      },
      xAxis: axis(look, { type: "category", data: columns, splitLine: { show: false } }),
      yAxis: axis(look, {
        type: "category",
        data: rows,
        inverse: true,
        splitLine: { show: false },
        axisLabel: { color: look.text, width: 100, overflow: "truncate" },
      }),
      visualMap: {
        type: "piecewise",
        show: false,
        dimension: 2,
        pieces: names.map((_, at) => ({
          ...(at === 0 ? {} : { gte: bounds[at - 1] }),
          ...(at === bounds.length ? {} : { lt: bounds[at] }),
          color: shades[at] ?? look.text,
        })),
      },
      series: [
        {
          type: "heatmap",
          data: cells,
          itemStyle: { borderColor: look.surface, borderWidth: 2, borderRadius: 3 },
          label: {
            show: columns.length <= 16,
            fontSize: 12,
            color: look.text,
            formatter: ({ data }: { data: readonly [number, number, number | string] }) =>
              typeof data[2] === "number" ? format.number(data[2], 2) : "",
          },
        },
      ],
    }),
    [look, format, columns, rows, cells, bounds, names, shades],
  );
  return (
    <Frame
      title={props.title}
      unit={props.unit}
      legend={names.map((label, at) => ({ label, colour: shades[at] ?? look.text }))}
      table={{
        columns: [t("chart.column"), ...columns],
        rows: rows.map((row, at) => [row, ...(values[at] ?? [])]),
      }}
    >
      <Canvas
        option={option}
        height={rows.length * 30 + 34}
        onSelect={(index) => {
          const cell = cells[index];
          if (cell) props.onSelect?.(cell[0], cell[1]);
        }}
      />
    </Frame>
  );
}

/** ECharts puts a formatter's text into the page as HTML; names come from data. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
