import { useMemo } from "react";
import type { DriftReport } from "../../src/contract/records/monitors.ts";
import type { MetricName } from "../../src/contract/records/models.ts";
import { Lines } from "../charts/lines.tsx";
import { useText } from "../i18n/use-text.ts";

/** What each window measured, with its interval; windows without labels are gaps. */
export function Performance({ reports }: { reports: readonly DriftReport[] }) {
  const shown = shownFirst.filter((metric) => reports.some(({ performance }) => performance[metric]));
  return (
    <div className="grid">
      {shown.map((metric, at) => (
        <div className="panel span-6" key={metric}>
          <MetricOverTime reports={reports} metric={metric} colour={at} />
        </div>
      ))}
      <div className="panel span-6">
        <Shares reports={reports} />
      </div>
    </div>
  );
}

const shownFirst: readonly MetricName[] = ["rocAuc", "logLoss", "calibrationError", "rmse", "accuracy"];

function MetricOverTime(props: { reports: readonly DriftReport[]; metric: MetricName; colour: number }) {
  const { t, say } = useText();
  const { reports, metric, colour } = props;
  const name = say(`metric.${metric}`);
  const series = useMemo(
    () => [
      {
        label: name,
        colour,
        points: reports.map(({ from, performance }) => [from, performance[metric]?.value ?? null] as const),
        band: reports.map(({ performance }) => {
          const measured = performance[metric];
          return [measured?.low ?? null, measured?.high ?? null] as const;
        }),
      },
    ],
    [reports, metric, colour, name],
  );
  return (
    <Lines
      title={t("monitors.performance", { metric: name })}
      unit={t("monitors.performance.unit")}
      series={series}
      x="time"
      xLabel={t("monitors.window")}
    />
  );
}

function Shares({ reports }: { reports: readonly DriftReport[] }) {
  const { t } = useText();
  const series = useMemo(
    () => [
      {
        label: t("monitors.labelShare"),
        points: reports.map(({ from, labelShare }) => [from, labelShare] as const),
      },
      {
        label: t("monitors.predictedShare"),
        points: reports.map(({ from, predictedShare }) => [from, predictedShare] as const),
      },
    ],
    [reports, t],
  );
  return (
    <Lines
      title={t("monitors.shares")}
      unit={t("monitors.shares.unit")}
      series={series}
      x="time"
      xLabel={t("monitors.window")}
    />
  );
}
