import { useMemo } from "react";
import type { DatasetSummary } from "../../src/contract/http/data.ts";
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

export function DatasetsPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.datasets")} lead={t("datasets.lead")} />
      <Loaded query={ask("datasets", "list")}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("datasets.empty")} command="prumo run train" />
          ) : (
            <DataTable
              name="datasets"
              title={t("nav.datasets")}
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

function columnsOf({ t, format }: Text): readonly Column<DatasetSummary>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.dataset(name)}>{name}</Link>,
    },
    {
      key: "quality",
      label: t("datasets.quality"),
      value: ({ latest }) => latest?.quality ?? null,
      show: ({ latest }) => <State state={latest?.quality ?? "empty"} />,
    },
    {
      key: "latest",
      label: t("datasets.latest"),
      value: ({ latest }) => latest?.number ?? null,
      show: ({ latest }) =>
        latest === null ? "–" : <Link to={paths.datasetVersion(latest.id)}>{`v${latest.number}`}</Link>,
    },
    {
      key: "rows",
      label: t("common.rows"),
      value: ({ latest }) => latest?.rows ?? null,
      show: ({ latest }) => (latest === null ? "–" : format.integer(latest.rows)),
      isNumber: true,
    },
    {
      key: "size",
      label: t("common.size"),
      value: ({ latest }) => latest?.bytes ?? null,
      show: ({ latest }) => (latest === null ? "–" : format.bytes(latest.bytes)),
      isNumber: true,
    },
    { key: "versions", label: t("datasets.versions"), value: ({ versions }) => versions, isNumber: true },
    {
      key: "when",
      label: t("common.when"),
      value: ({ latest }) => latest?.committedAt ?? null,
      show: ({ latest }) => <When at={latest?.committedAt ?? null} />,
    },
  ];
}
