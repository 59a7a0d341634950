import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { ExperimentSummary } from "../../src/contract/records/experiments.ts";
import { api, ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Command } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { useChange } from "./use-change.ts";

/** Says what a collection of garbage would remove, and removes nothing. */
const preview = "prumo gc";

/** Experiments that are deleted and not yet removed for good, each with the way back. */
export function DeletedExperiments() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <Loaded query={ask("experiments", "list", { query: { view: "deleted" } })}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty text={t("deletion.empty")} />
        ) : (
          <div className="stack">
            <div className="row">
              <span>{t("deletion.lead")}</span>
              <Command text={preview} />
            </div>
            <DataTable
              name="deleted-experiments"
              title={t("deletion.title")}
              columns={columns}
              rows={items}
              id={({ id }) => id}
            />
          </div>
        )
      }
    </Loaded>
  );
}

function Restore({ id, name }: { id: string; name: string }) {
  const { t } = useText();
  const restoring = useChange(() => api.experiments.restoreExperiment({ params: { id } }));
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("deletion.restoreNamed", { name })}
        loading={restoring.isPending}
        onClick={() => restoring.mutate()}
      >
        {t("deletion.restore")}
      </Button>
      {restoring.error === null ? null : <PageProblem error={restoring.error} />}
    </>
  );
}

function columnsOf({ t }: Text): readonly Column<ExperimentSummary>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ id, name }) => <Link to={paths.experiment(id)}>{name}</Link>,
    },
    { key: "runs", label: t("experiments.runs"), value: ({ runs }) => runs, isNumber: true },
    {
      key: "deleted",
      label: t("deletion.at"),
      value: ({ updatedAt }) => updatedAt,
      show: ({ updatedAt }) => <When at={updatedAt} />,
    },
    {
      key: "restore",
      label: t("deletion.restore"),
      value: () => null,
      show: ({ id, name }) => <Restore id={id} name={name} />,
    },
  ];
}
