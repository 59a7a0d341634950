import { useMemo } from "react";
import type { Run } from "../../src/contract/records/experiments.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Facts, Pairs, Panel } from "../parts/panel.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { Took, When } from "../parts/time.tsx";
import { shortId } from "../parts/short-id.ts";
import { paths } from "../shell/paths.ts";
import { Curves } from "./curves.tsx";
import { CodeAndEnvironment, EnergyView } from "./made-with.tsx";

/** One run: its curves, what it was given, what it left, and what it cost. */
export function RunPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("experiments", "run", { params: { id } })}>{(run) => <RunView run={run} />}</Loaded>
  );
}

function RunView({ run }: { run: Run }) {
  const { t, format } = useText();
  return (
    <>
      <Entity
        kind={t("trial.one")}
        name={run.name}
        state={run.state}
        id={run.id}
        command={`prumo experiment show ${run.experiment}`}
        lineage={[
          ...run.datasetVersions.map((id) => ({ label: shortId(id), to: paths.datasetVersion(id) })),
          ...(run.pipelineRunId === null
            ? []
            : [{ label: shortId(run.pipelineRunId), to: paths.pipelineRun(run.pipelineRunId) }]),
          { label: run.experiment, to: paths.experiment(run.experiment) },
          { label: run.name, here: true },
        ]}
        facts={
          <>
            <When at={run.startedAt} />
            <span>
              {t("common.duration")} <Took from={run.startedAt} to={run.finishedAt} />
            </span>
          </>
        }
      />
      <div className="stack">
        <Panel title={t("trial.metrics")}>
          <Facts
            items={Object.entries(run.metrics).map(([key, { last, min, max, count }]) => ({
              label: key,
              value: format.number(last, 4),
              ...(count > 1 ? { note: `${format.number(min, 4)} – ${format.number(max, 4)}` } : {}),
            }))}
          />
          <Curves runId={run.id} />
        </Panel>
        <div className="grid">
          <Panel className="span-6" title={t("trial.params")}>
            <Pairs
              items={Object.entries(run.params).map(
                ([name, value]) => [name, <code key={name}>{value}</code>] as const,
              )}
            />
          </Panel>
          <div className="span-6 stack">
            <EnergyView energy={run.energy} />
            <CodeAndEnvironment code={run.code} environment={run.environment} />
          </div>
        </div>
        <Panel title={t("trial.artifacts")}>
          <Artifacts run={run} />
        </Panel>
      </div>
    </>
  );
}

function Artifacts({ run }: { run: Run }) {
  const { t, format } = useText();
  const columns = useMemo(
    (): readonly Column<Run["artifacts"][number]>[] => [
      { key: "path", label: t("common.name"), value: ({ path }) => path },
      {
        key: "size",
        label: t("common.size"),
        value: ({ bytes }) => bytes,
        show: ({ bytes }) => format.bytes(bytes),
        isNumber: true,
      },
      { key: "type", label: t("model.type"), value: ({ mediaType }) => mediaType },
      {
        key: "sha256",
        label: t("model.digest"),
        value: ({ sha256 }) => sha256,
        show: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 16)}…</code>,
      },
    ],
    [t, format],
  );
  if (run.artifacts.length === 0) return <p className="dim">{t("trial.artifacts.empty")}</p>;
  return (
    <DataTable
      name="artifacts"
      title={t("trial.artifacts")}
      columns={columns}
      rows={run.artifacts}
      id={({ path }) => path}
      isPlain
    />
  );
}
