import { useMemo } from "react";
import type { Source } from "../../src/contract/records/datasets.ts";
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

export function SourcesPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.sources")} lead={t("sources.lead")} />
      <Loaded query={ask("sources", "list")}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("sources.empty")} command="prumo init . --template flight-delays" />
          ) : (
            <DataTable
              name="sources"
              title={t("nav.sources")}
              columns={columns}
              rows={items}
              id={({ name }) => name}
            />
          )
        }
      </Loaded>
    </>
  );
}

function columnsOf({ t, format }: Text): readonly Column<Source>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.source(name)}>{name}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ state }) => state,
      show: ({ state }) => <State state={state} />,
    },
    { key: "kind", label: t("sources.kind"), value: ({ kind }) => kind },
    {
      key: "rows",
      label: t("sources.rows"),
      value: ({ rows }) => rows,
      show: ({ rows }) => format.integer(rows),
      isNumber: true,
    },
    { key: "batches", label: t("sources.batches"), value: ({ batches }) => batches, isNumber: true },
    {
      key: "last",
      label: t("sources.lastBatch"),
      value: ({ lastBatch }) => lastBatch?.at ?? null,
      show: ({ lastBatch }) => <When at={lastBatch?.at ?? null} />,
    },
    {
      key: "dataset",
      label: t("sources.dataset"),
      value: ({ dataset }) => dataset,
      show: ({ dataset }) => <Link to={paths.dataset(dataset)}>{dataset}</Link>,
    },
    { key: "location", label: t("sources.location"), value: ({ location }) => location },
  ];
}
