import { useMemo } from "react";
import type { DatasetVersion } from "../../src/contract/records/datasets.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { ShortId } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { Entity } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

type Version = Omit<DatasetVersion, "profile">;

/** Every version of a dataset, newest first. */
export function DatasetPage() {
  const name = useParam("name");
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <Loaded query={ask("datasets", "versions", { params: { name }, query: { limit: 1_000 } })}>
      {({ items }) => (
        <>
          <Entity
            kind={t("datasets.one")}
            name={name}
            {...(items[0] ? { state: items[0].quality } : {})}
            command={`prumo dataset show ${name}`}
            lineage={[
              { label: t("nav.sources"), to: paths.sources },
              { label: name, here: true },
              { label: t("nav.pipelines"), to: paths.pipelines },
            ]}
          />
          {items.length === 0 ? (
            <Empty text={t("datasets.noVersion")} command="prumo run train" />
          ) : (
            <DataTable
              name="versions"
              title={t("datasets.versions")}
              columns={columns}
              rows={items}
              id={({ id }) => id}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

function columnsOf({ t, format }: Text): readonly Column<Version>[] {
  return [
    {
      key: "number",
      label: t("common.version"),
      value: ({ number }) => number,
      show: ({ id, number }) => <Link to={paths.datasetVersion(id)}>{`v${number}`}</Link>,
    },
    {
      key: "quality",
      label: t("datasets.quality"),
      value: ({ quality }) => quality,
      show: ({ quality }) => <State state={quality} />,
    },
    {
      key: "rows",
      label: t("common.rows"),
      value: ({ rows }) => rows,
      show: ({ rows }) => format.integer(rows),
      isNumber: true,
    },
    {
      key: "size",
      label: t("common.size"),
      value: ({ bytes }) => bytes,
      show: ({ bytes }) => format.bytes(bytes),
      isNumber: true,
    },
    {
      key: "failing",
      label: t("datasets.checksFailed"),
      value: ({ checks }) => checks.filter(({ verdict }) => verdict !== "passed").length,
      isNumber: true,
    },
    {
      key: "when",
      label: t("common.when"),
      value: ({ committedAt }) => committedAt,
      show: ({ committedAt }) => <When at={committedAt} />,
    },
    { key: "id", label: "id", value: ({ id }) => id, show: ({ id }) => <ShortId id={id} /> },
  ];
}
