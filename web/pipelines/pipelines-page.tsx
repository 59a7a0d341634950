import { useMemo } from "react";
import type { z } from "zod";
import type { pipelineSummarySchema } from "../../src/contract/http/pipelines.ts";
import { ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { RunsTable } from "./runs-table.tsx";

type Summary = z.infer<typeof pipelineSummarySchema>;

export function PipelinesPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.pipelines")} lead={t("pipelines.lead")} />
      <Loaded query={ask("pipelines", "list")}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("pipelines.empty")} command="prumo init . --template flight-delays" />
          ) : (
            <div className="stack">
              <DataTable
                name="pipelines"
                title={t("nav.pipelines")}
                columns={columns}
                rows={items}
                id={({ name }) => name}
                isPlain
              />
              <h2>{t("pipelines.runs")}</h2>
              <RunsTable />
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function columnsOf({ t }: Text): readonly Column<Summary>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.pipeline(name)}>{name}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ lastRun }) => lastRun?.state ?? null,
      show: ({ lastRun }) => <State state={lastRun?.state ?? "empty"} />,
    },
    {
      key: "last",
      label: t("pipelines.lastRun"),
      value: ({ lastRun }) => lastRun?.number ?? null,
      show: ({ lastRun }) =>
        lastRun === null ? "–" : <Link to={paths.pipelineRun(lastRun.id)}>{`#${lastRun.number}`}</Link>,
    },
    {
      key: "when",
      label: t("common.when"),
      value: ({ lastRun }) => lastRun?.createdAt ?? null,
      show: ({ lastRun }) => <When at={lastRun?.createdAt ?? null} />,
    },
    { key: "runs", label: t("pipelines.runs"), value: ({ runs }) => runs, isNumber: true },
    {
      key: "steps",
      label: t("pipelines.steps"),
      value: ({ spec }) => Object.keys(spec.steps).length,
      isNumber: true,
    },
  ];
}
