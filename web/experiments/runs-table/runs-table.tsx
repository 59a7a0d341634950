import { Button, NativeSelect } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Experiment, RunKeys } from "../../../src/contract/records/experiments.ts";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Empty } from "../../parts/empty.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import { PartSkeleton } from "../../parts/skeletons.tsx";
import "../../styles/runs-table.css";
import { actsOn } from "./acts.ts";
import { columnOf, usualColumns } from "./columns.ts";
import { ColumnsDialog } from "./columns-dialog.tsx";
import { CsvButton } from "./csv-button.tsx";
import { FilterField } from "./filter-field.tsx";
import { Grid } from "./grid.tsx";
import { GroupSelect } from "./group-select.tsx";
import { mostCompared, useSelection } from "./selection.ts";
import { TogetherPanel } from "./together-panel.tsx";
import { useBests } from "./use-bests.ts";
import { useNewcomers, useRunList } from "./use-run-list.ts";
import { useView } from "./use-view.ts";
import { type Show, shows } from "./view.ts";
import { ViewsMenu } from "./views-menu.tsx";

/** The runs of an experiment: found by the search grammar, in any order, with the columns one chose. */
export function RunsTable({ experiment }: { experiment: Experiment }) {
  const columns = ask("experiments", "columns", { params: { id: experiment.id }, query: {} });
  // Which keys there are changes seldom, and is dear to ask with every metric that is logged.
  const { data, error } = useQuery({ ...columns, queryKey: ["run-keys", experiment.id], staleTime: 10_000 });
  if (error !== null) return <PageProblem error={error} />;
  if (data === undefined) return <PartSkeleton height={480} />;
  return <RunsView experiment={experiment} keys={data} />;
}

const none: readonly string[] = [];

function RunsView({ experiment, keys }: { experiment: Experiment; keys: RunKeys }) {
  const { t, format } = useText();
  const [view, change] = useView();
  const list = useRunList(experiment.id, view);
  const newcomers = useNewcomers(experiment.id, view, list);
  const ids = list.data?.ids ?? none;
  const selection = useSelection(ids);
  const [isChoosing, setChoosing] = useState(false);
  const isAtTop = useRef(true);
  const columns = useMemo(() => view.columns ?? usualColumns(keys), [view.columns, keys]);
  const metrics = useMemo(
    () =>
      [...view.pins, ...columns].flatMap((id) => columnOf(id) ?? []).filter(({ kind }) => kind === "metric"),
    [columns, view.pins],
  );
  const acts = useMemo(() => actsOn(view, change, columns), [view, change, columns]);
  const stamp = list.isPlaceholderData ? 0 : list.dataUpdatedAt;
  const bests = useBests(experiment.id, view, metrics, stamp);
  const known = useMemo(
    () => ({
      kind: "run" as const,
      metrics: keys.metrics.items.map(({ key }) => key),
      params: keys.params.items.map(({ key }) => key),
      tags: keys.tags.items.map(({ key }) => key),
    }),
    [keys],
  );
  // Newest first, seen from the top: a new run simply appears.
  const { refetch } = list;
  const isNewestFirst = view.order === "" && view.group === "";
  useEffect(() => {
    if (newcomers !== 0 && isNewestFirst && isAtTop.current) void refetch();
  }, [newcomers, isNewestFirst, refetch]);

  const isFiltered = view.filter !== "" || view.show !== "active";
  if (list.data !== undefined && ids.length === 0 && !isFiltered && newcomers <= 0)
    return <Empty text={t("experiments.noRun")} command="prumo run train" />;
  return (
    <div className="stack">
      <section aria-label={t("experiments.runs")}>
        <FilterField value={view.filter} known={known} onApply={(filter, how) => change({ filter }, how)} />
        <div className="table-tools">
          <span className="table-count" role="status">
            {list.data === undefined
              ? t("common.loading")
              : t("runs.count", { count: ids.length, shown: format.integer(ids.length) })}
            {list.data?.isCut === true ? ` ${t("runs.cut")}` : null}
          </span>
          {newcomers === 0 ? null : (
            <Button variant="light" onClick={() => void refetch()}>
              {newcomers > 0
                ? t("runs.new", { count: newcomers, shown: format.integer(newcomers) })
                : t("runs.gone", { count: -newcomers, shown: format.integer(-newcomers) })}
            </Button>
          )}
          {selection.ids.length === 0 ? null : <Compare ids={selection.ids} onClear={selection.clear} />}
          <div className="table-end">
            <NativeSelect
              size="xs"
              aria-label={t("runs.show")}
              value={view.show}
              data={shows.map((value) => ({ value, label: t(`runs.show.${value}`) }))}
              onChange={(event) => change({ show: event.currentTarget.value as Show })}
            />
            <GroupSelect keys={keys} value={view.group} onChange={(group) => change({ group })} />
            <Button
              variant="default"
              leftSection={<IconColumns3 size={14} />}
              onClick={() => setChoosing(true)}
            >
              {t("table.columns")}
            </Button>
            <ViewsMenu experiment={experiment} view={view} change={change} />
            <CsvButton title={experiment.name} ids={ids} columns={[...new Set([...view.pins, ...columns])]} />
          </div>
        </div>
        {list.error === null ? null : <PageProblem error={list.error} />}
        {list.data === undefined && list.error === null ? <PartSkeleton height={480} /> : null}
        {list.data !== undefined && ids.length === 0 ? (
          <div className="empty">
            <p>{t("runs.noMatch")}</p>
            <Button variant="default" onClick={() => change({ filter: "", show: "active" })}>
              {t("runs.filter.clear")}
            </Button>
          </div>
        ) : null}
        {list.data === undefined || ids.length === 0 ? null : (
          <Grid
            list={list.data}
            stamp={list.dataUpdatedAt}
            isStale={list.isPlaceholderData}
            columns={columns}
            view={view}
            change={change}
            acts={acts}
            bests={bests.overall}
            groupBests={bests.groups}
            selection={selection}
            onTop={(isTop) => void (isAtTop.current = isTop)}
          />
        )}
      </section>
      <TogetherPanel ids={ids} columns={columns} />
      {isChoosing ? (
        <ColumnsDialog
          experiment={experiment.id}
          keys={keys}
          columns={columns}
          onClose={() => setChoosing(false)}
          onDone={(chosen) => {
            setChoosing(false);
            change({ columns: chosen, pins: view.pins.filter((id) => chosen.includes(id)) });
          }}
        />
      ) : null}
    </div>
  );
}

function Compare({ ids, onClear }: { ids: readonly string[]; onClear: () => void }) {
  const { t, format } = useText();
  const search = { runs: ids.join(",") };
  // The page of comparisons reads the ids of runs from its address.
  const target = { to: "/compare", search } as unknown as Parameters<typeof RouterLink>[0];
  return (
    <span className="row">
      {ids.length > mostCompared ? (
        <span className="small">{t("runs.compare.many", { most: format.integer(mostCompared) })}</span>
      ) : ids.length < 2 ? (
        <span className="small">{t("runs.compare.one")}</span>
      ) : (
        <RouterLink {...target} className="compare-link">
          {t("runs.compare", { count: ids.length, shown: format.integer(ids.length) })}
        </RouterLink>
      )}
      <Button variant="subtle" onClick={onClear}>
        {t("runs.compare.clear")}
      </Button>
    </span>
  );
}
