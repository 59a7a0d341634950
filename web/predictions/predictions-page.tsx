import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { LongSeries } from "../charts/long-series.tsx";
import { ask } from "../data/api.ts";
import { useUrlState } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { PageHead } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Log } from "./log.tsx";

/** What was answered, and was it right? */
export function PredictionsPage() {
  const { t } = useText();
  const [deployment, setDeployment] = useUrlState("deployment");
  const [labelled, setLabelled] = useUrlState("labelled");
  const deployments = useQuery(ask("deployments", "list")).data?.items ?? [];
  return (
    <>
      <PageHead title={t("nav.predictions")} lead={t("predictions.lead")} />
      <div className="stack">
        <div className="row">
          <Select
            aria-label={t("predictions.deployment")}
            data={[
              { value: "", label: t("predictions.allDeployments") },
              ...deployments.map(({ name }) => ({ value: name, label: name })),
            ]}
            value={deployment}
            allowDeselect={false}
            onChange={(name) => setDeployment(name ?? "")}
          />
          <Select
            aria-label={t("predictions.labels")}
            data={[
              { value: "", label: t("predictions.labels.any") },
              { value: "yes", label: t("predictions.labels.yes") },
              { value: "no", label: t("predictions.labels.no") },
            ]}
            value={labelled}
            allowDeselect={false}
            onChange={(value) => setLabelled(value ?? "")}
          />
        </div>
        <div className="panel">
          <Volume deployment={deployment} />
        </div>
        <Log deployment={deployment} labelled={labelled === "yes" || labelled === "no" ? labelled : ""} />
      </div>
    </>
  );
}

function Volume({ deployment }: { deployment: string }) {
  const query = { bins: 120, ...(deployment === "" ? {} : { deployment }) };
  return (
    <Loaded query={ask("predictions", "volume", { query })} height={220}>
      {({ bins }) => <VolumeChart bins={bins} />}
    </Loaded>
  );
}

function VolumeChart({ bins }: { bins: readonly { from: number; rows: number; labelled: number }[] }) {
  const { t } = useText();
  const x = useMemo(() => bins.map(({ from }) => from / 1_000), [bins]);
  const series = useMemo(
    () => [
      { label: t("predictions.answered"), values: bins.map(({ rows }) => rows), filled: true },
      { label: t("predictions.labelled"), values: bins.map(({ labelled }) => labelled), colour: 2 },
    ],
    [bins, t],
  );
  return (
    <LongSeries
      title={t("predictions.volume")}
      unit={t("predictions.volume.unit")}
      xLabel={t("predictions.event")}
      x={x}
      isTime
      series={series}
      height={160}
    />
  );
}
