import { useMemo } from "react";
import type { MetricPoint } from "../../src/contract/records/experiments.ts";
import { LongSeries } from "../charts/long-series.tsx";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Loaded } from "../parts/loaded.tsx";

/** The curve of every metric that was logged more than once, live while the run goes. */
export function Curves({ runId }: { runId: string }) {
  return (
    <Loaded query={ask("experiments", "metrics", { params: { id: runId }, query: {} })} height={240}>
      {({ points }) => <CurvesView points={points} />}
    </Loaded>
  );
}

function CurvesView({ points }: { points: readonly MetricPoint[] }) {
  const { t } = useText();
  const charts = useMemo(() => group(points), [points]);
  if (charts.length === 0) return <p className="dim small">{t("trial.metrics.empty")}</p>;
  return (
    <div className="curves">
      {charts.map(({ name, x, series }) => (
        <LongSeries key={name} title={name} xLabel={t("trial.step")} x={x} series={series} />
      ))}
    </div>
  );
}

/** Curves that differ only in their prefix (`train.logLoss`, `validation.logLoss`) share a chart. */
function group(points: readonly MetricPoint[]) {
  const byKey = Map.groupBy(points, ({ key }) => key);
  const curves = [...byKey].filter(([, of]) => of.length > 1);
  const charts = Map.groupBy(curves, ([key]) => key.split(/[./_]/).at(-1) ?? key);
  return [...charts].map(([name, of]) => {
    const x = [...new Set(of.flatMap(([, list]) => list.map(({ step }) => step)))].sort((a, b) => a - b);
    const series = of.map(([key, list]) => {
      const values = new Map(
        list.map(({ step, value }) => [step, Number.isFinite(Number(value)) ? Number(value) : null]),
      );
      return { label: key, values: x.map((step) => values.get(step) ?? null) };
    });
    return { name, x, series };
  });
}
