import "../styles/run.css";
import type { Run } from "../../src/contract/records/experiments.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { shortId } from "../parts/short-id.ts";
import { Took, When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { DeleteRun } from "./delete-run.tsx";
import { ArtifactsTab } from "./run/artifacts/artifacts-tab.tsx";
import { MetricsTab } from "./run/metrics-tab.tsx";
import { OriginTab } from "./run/origin-tab.tsx";
import { Note, ParamsTab } from "./run/params-tab.tsx";
import { Tabs } from "./run/tabs.tsx";

/** One run: its curves as they grow, what it was given, what it left, and what it cost. */
export function RunPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("experiments", "run", { params: { id } })}>{(run) => <RunView run={run} />}</Loaded>
  );
}

function RunView({ run }: { run: Run }) {
  const { t, format } = useText();
  // Clients say it by a tag where they do not say it when they create the run.
  const user = run.user || (Object.hasOwn(run.tags, "mlflow.user") ? (run.tags["mlflow.user"] ?? "") : "");
  const count = (of: object) => format.integer(Object.keys(of).length);
  return (
    <>
      <Entity
        kind={t("trial.one")}
        name={run.name}
        state={run.state}
        id={run.id}
        command={`prumo experiment show ${run.id}`}
        actions={<DeleteRun run={run} />}
        lineage={[
          ...run.datasetVersions.map((id) => ({ label: shortId(id), to: paths.datasetVersion(id) })),
          ...(run.pipelineRunId === null
            ? []
            : [{ label: shortId(run.pipelineRunId), to: paths.pipelineRun(run.pipelineRunId) }]),
          { label: run.experiment, to: paths.experiment(run.experimentId) },
          { label: run.name, here: true },
        ]}
        facts={
          <>
            <When at={run.startedAt} />
            <span>
              {t("common.duration")} <Took from={run.startedAt} to={run.finishedAt} />
            </span>
            {user === "" ? null : <span>{t("run.by", { user })}</span>}
          </>
        }
      />
      <div className="stack">
        <Note run={run} />
        <div>
          <Tabs
            label={t("run.parts")}
            tabs={[
              {
                key: "metrics",
                label: t("trial.metrics"),
                count: count(run.metrics),
                content: () => <MetricsTab run={run} />,
              },
              {
                key: "params",
                label: t("run.paramsAndTags"),
                count: count(run.params),
                content: () => <ParamsTab run={run} />,
              },
              { key: "origin", label: t("run.origin"), content: () => <OriginTab run={run} /> },
              { key: "artifacts", label: t("trial.artifacts"), content: () => <ArtifactsTab run={run} /> },
            ]}
          />
        </div>
      </div>
    </>
  );
}
