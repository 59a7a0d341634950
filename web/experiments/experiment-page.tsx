import { useMemo } from "react";
import type { Run } from "../../src/contract/records/experiments.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Entity } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { bestOf } from "../parts/metrics.ts";
import { Panel } from "../parts/panel.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { Took, When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { DeleteExperiment } from "./delete-experiment.tsx";
import { Together } from "./together.tsx";

/** Which run is best, and why? */
export function ExperimentPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("experiments", "show", { params: { id } })}>
      {({ name }) => <ExperimentView id={id} name={name} />}
    </Loaded>
  );
}

function ExperimentView({ id, name }: { id: string; name: string }) {
  const { t } = useText();
  return (
    <Loaded query={ask("experiments", "runs", { params: { id }, query: { limit: 1_000 } })}>
      {({ items }) => (
        <>
          <Entity
            kind={t("experiments.one")}
            name={name}
            command={`prumo experiment show ${name}`}
            actions={<DeleteExperiment id={id} />}
            lineage={[
              { label: t("nav.pipelines"), to: paths.pipelines },
              { label: name, here: true },
              { label: t("nav.models"), to: paths.models },
            ]}
          />
          {items.length === 0 ? (
            <Empty text={t("experiments.noRun")} command="prumo run train" />
          ) : (
            <RunsView runs={items} />
          )}
        </>
      )}
    </Loaded>
  );
}

function RunsView({ runs }: { runs: readonly Run[] }) {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(runs, text), [runs, text]);
  return (
    <div className="stack">
      <p className="dim">{t("experiments.best")}</p>
      <DataTable
        name="runs"
        title={t("experiments.runs")}
        columns={columns}
        rows={runs}
        id={({ id }) => id}
      />
      {runs.length < 3 ? null : (
        <Panel title={t("experiments.parallel")}>
          <Together runs={runs} />
        </Panel>
      )}
    </div>
  );
}

/** The last value of a metric; null where there is none or it is no number. */
function lastOf(run: Run, key: string): number | null {
  const value = Number(run.metrics[key]?.last);
  return Number.isFinite(value) ? value : null;
}

function columnsOf(runs: readonly Run[], { t, format }: Text): readonly Column<Run>[] {
  const keys = (read: (run: Run) => object) => [...new Set(runs.flatMap((run) => Object.keys(read(run))))];
  const metrics = keys(({ metrics: of }) => of).map((key): Column<Run> => {
    const best = bestOf(
      key,
      runs.flatMap((run) => lastOf(run, key) ?? []),
    );
    return {
      key,
      label: key,
      isNumber: true,
      value: (run) => lastOf(run, key),
      show: (run) => {
        const value = lastOf(run, key);
        if (value === null) return "–";
        return <span className={value === best ? "best" : ""}>{format.number(value, 4)}</span>;
      },
    };
  });
  const params = keys(({ params: of }) => of)
    .filter((key) => new Set(runs.map((run) => run.params[key])).size > 1 || runs.length === 1)
    .map((key): Column<Run> => ({ key, label: key, value: (run) => run.params[key] ?? null }));
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ id, name }) => <Link to={paths.run(id)}>{name}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ state }) => state,
      show: ({ state }) => <State state={state} />,
    },
    ...metrics,
    {
      key: "started",
      label: t("common.started"),
      value: ({ startedAt }) => startedAt,
      show: ({ startedAt }) => <When at={startedAt} />,
    },
    {
      key: "took",
      label: t("common.duration"),
      isNumber: true,
      value: ({ startedAt, finishedAt }) => (finishedAt ?? Date.now()) - startedAt,
      show: ({ startedAt, finishedAt }) => <Took from={startedAt} to={finishedAt} />,
    },
    ...params,
  ];
}
