import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { DriftReport, Response } from "../../src/contract/records/monitors.ts";
import { Lines } from "../charts/lines.tsx";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";

/** The live quality over the windows, one colour for each version that answered: was it worth it? */
export function Quality({ responses }: { responses: readonly Response[] }) {
  const monitors = useQuery(ask("monitors", "list")).data?.items ?? [];
  const monitor = monitors.find(({ reports }) => reports > 0);
  const reports = useQuery({
    ...ask("monitors", "reports", { params: { name: monitor?.name ?? "" }, query: { limit: 400 } }),
    enabled: monitor !== undefined,
  });
  if (!reports.data || reports.data.items.length === 0) return null;
  return <QualityChart reports={reports.data.items} responses={responses} />;
}

function QualityChart({
  reports,
  responses,
}: {
  reports: readonly DriftReport[];
  responses: readonly Response[];
}) {
  const { t, say } = useText();
  const metric = say("metric.logLoss");
  const series = useMemo(() => {
    const released = new Set(responses.flatMap(({ modelVersionId }) => modelVersionId ?? []));
    const inOrder = reports.toSorted((a, b) => a.from - b.from);
    const isAfter = ({ modelVersions }: DriftReport) => modelVersions.some((id) => released.has(id));
    const line = (label: string, wanted: (report: DriftReport) => boolean, colour: number) => ({
      label,
      colour,
      dots: true,
      points: inOrder.map(
        (report) =>
          [report.from, wanted(report) ? (report.performance.logLoss?.value ?? null) : null] as const,
      ),
    });
    return [
      line(t("retraining.before"), (report) => !isAfter(report), 1),
      line(t("retraining.after"), isAfter, 0),
    ];
  }, [reports, responses, t]);
  return (
    <div className="panel">
      <Lines
        title={t("retraining.quality")}
        unit={t("retraining.quality.unit", { metric })}
        series={series}
        x="time"
        xLabel={t("monitors.window")}
      />
    </div>
  );
}
