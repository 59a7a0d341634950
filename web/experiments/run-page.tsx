import { useMemo } from "react";
import type { ArtifactEntry, Run } from "../../src/contract/records/experiments.ts";
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
import { DeleteRun } from "./delete-run.tsx";
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
          </>
        }
      />
      <div className="stack">
        <Panel title={t("trial.metrics")}>
          <Facts
            items={Object.entries(run.metrics).map(([key, { last, min, max }]) => ({
              label: key,
              value: format.number(Number(last), 4),
              ...(min === max
                ? {}
                : { note: `${format.number(Number(min), 4)} – ${format.number(Number(max), 4)}` }),
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
          <Artifacts runId={run.id} />
        </Panel>
      </div>
    </>
  );
}

function Artifacts({ runId }: { runId: string }) {
  const { t, format } = useText();
  const columns = useMemo(
    (): readonly Column<ArtifactEntry>[] => [
      { key: "path", label: t("common.name"), value: ({ path, isFolder }) => (isFolder ? `${path}/` : path) },
      {
        key: "size",
        label: t("common.size"),
        value: ({ bytes }) => bytes,
        show: ({ bytes }) => (bytes === null ? "" : format.bytes(bytes)),
        isNumber: true,
      },
    ],
    [t, format],
  );
  return (
    <Loaded query={ask("experiments", "artifacts", { params: { id: runId }, query: {} })}>
      {({ entries }) =>
        entries.length === 0 ? (
          <p className="dim">{t("trial.artifacts.empty")}</p>
        ) : (
          <DataTable
            name="artifacts"
            title={t("trial.artifacts")}
            columns={columns}
            rows={entries}
            id={({ path }) => path}
          />
        )
      }
    </Loaded>
  );
}
