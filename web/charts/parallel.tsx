import { useMemo } from "react";
import { baseOption } from "./axes.ts";
import { Canvas } from "./canvas.tsx";
import { Frame } from "./frame.tsx";
import { useLook } from "./use-look.ts";

/** Parallel coordinates: one line a thing, one axis a measure; one line may be marked. */
export function Parallel(props: {
  title: string;
  unit: string;
  nameLabel: string;
  axes: readonly { name: string; values: readonly (number | null)[] }[];
  names: readonly string[];
  best: number;
}) {
  const look = useLook();
  const { axes, names, best } = props;
  const option = useMemo(() => {
    const line = (at: number) => axes.map(({ values }) => values[at] ?? "-");
    return {
      ...baseOption(look),
      parallel: { left: 80, right: 80, top: 36, bottom: 20 },
      parallelAxis: axes.map(({ name }, dim) => ({
        dim,
        name,
        scale: true,
        nameTextStyle: { color: look.text, fontSize: 12 },
        axisLine: { lineStyle: { color: look.line } },
        axisTick: { show: false },
        axisLabel: { color: look.dim, fontSize: 12 },
      })),
      series: [
        {
          type: "parallel",
          data: names.map((_, at) => line(at)),
          lineStyle: { color: look.quiet, width: 1.2, opacity: 0.55 },
          silent: true,
        },
        {
          type: "parallel",
          data: best < 0 ? [] : [line(best)],
          lineStyle: { color: look.series[1], width: 2.5, opacity: 1 },
          silent: true,
        },
      ],
    };
  }, [look, axes, names, best]);
  return (
    <Frame
      title={props.title}
      unit={props.unit}
      table={{
        columns: [props.nameLabel, ...axes.map(({ name }) => name)],
        rows: names.map((name, at) => [name, ...axes.map(({ values }) => values[at] ?? null)]),
      }}
    >
      <Canvas option={option} height={240} />
    </Frame>
  );
}
