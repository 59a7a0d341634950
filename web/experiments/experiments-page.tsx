import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { ExperimentSummary } from "../../src/contract/records/experiments.ts";
import { ask } from "../data/api.ts";
import { useUrlState } from "../data/use-url.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { DeletedExperiments } from "./deleted-experiments.tsx";

export function ExperimentsPage() {
  const { t } = useText();
  const [view, setView] = useUrlState("view");
  const isDeleted = view === "deleted";
  return (
    <>
      <PageHead
        title={t(isDeleted ? "deletion.title" : "nav.experiments")}
        lead={t("experiments.lead")}
        actions={
          <Button variant="default" onClick={() => setView(isDeleted ? "" : "deleted")}>
            {t(isDeleted ? "deletion.hide" : "deletion.show")}
          </Button>
        }
      />
      {isDeleted ? <DeletedExperiments /> : <Experiments />}
    </>
  );
}

function Experiments() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <Loaded query={ask("experiments", "list")}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty text={t("experiments.empty")} command="prumo run train" />
        ) : (
          <DataTable
            name="experiments"
            title={t("nav.experiments")}
            columns={columns}
            rows={items}
            id={({ id }) => id}
          />
        )
      }
    </Loaded>
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
      key: "last",
      label: t("experiments.lastRun"),
      value: ({ lastRunAt }) => lastRunAt,
      show: ({ lastRunAt }) => <When at={lastRunAt} />,
    },
  ];
}
