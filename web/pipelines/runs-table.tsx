import { useMemo } from "react";
import type { PipelineRun } from "../../src/contract/records/pipelines.ts";
import { ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { Took, When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

/** Runs, newest first, of one pipeline or of all. */
export function RunsTable({ pipeline }: { pipeline?: string }) {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  const query = { limit: 500, ...(pipeline === undefined ? {} : { pipeline }) };
  return (
    <Loaded query={ask("pipelines", "runs", { query })} height={260}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty text={t("pipelines.noRun")} command={`prumo run ${pipeline ?? "train"}`} />
        ) : (
          <DataTable
            name="runs"
            title={t("pipelines.runs")}
            columns={columns}
            rows={items}
            id={({ id }) => id}
          />
        )
      }
    </Loaded>
  );
}

function columnsOf({ t, say }: Text): readonly Column<PipelineRun>[] {
  return [
    {
      key: "run",
      label: t("pipelines.run"),
      value: ({ pipeline, number }) => `${pipeline} #${number}`,
      show: ({ id, pipeline, number }) => <Link to={paths.pipelineRun(id)}>{`${pipeline} #${number}`}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ state }) => state,
      show: ({ state }) => <State state={state} />,
    },
    {
      key: "started",
      label: t("common.started"),
      value: ({ startedAt }) => startedAt,
      show: ({ startedAt }) => <When at={startedAt} />,
    },
    {
      key: "took",
      label: t("common.duration"),
      value: ({ startedAt, finishedAt }) =>
        startedAt === null ? null : (finishedAt ?? Date.now()) - startedAt,
      show: ({ startedAt, finishedAt }) => <Took from={startedAt} to={finishedAt} />,
      isNumber: true,
    },
    {
      key: "trigger",
      label: t("pipelines.trigger"),
      value: ({ trigger }) => trigger.kind,
      show: ({ trigger }) => `${say(`trigger.${trigger.kind}`)} · ${trigger.by}`,
    },
    { key: "reason", label: t("common.reason"), value: ({ trigger }) => trigger.reason },
  ];
}
