import { useMemo } from "react";
import type { RegisteredVersion } from "../../src/contract/records/models.ts";
import { ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

/** Versions that clients registered: where their files are, which run made them, what they are called. */
export function RegisteredByClients({ model, isAlone }: { model: string; isAlone: boolean }) {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <Loaded
      query={ask("models", "registered", { params: { name: model }, query: { limit: 1_000 } })}
      height={80}
    >
      {({ items }) => {
        const foreign = items.filter(({ isPackage }) => !isPackage);
        if (foreign.length > 0) {
          return (
            <DataTable
              name="registered"
              title={t("models.byClients")}
              columns={columns}
              rows={foreign}
              id={({ id }) => id}
            />
          );
        }
        return isAlone ? <Empty text={t("models.noVersion")} command="prumo run train" /> : null;
      }}
    </Loaded>
  );
}

function columnsOf({ t }: Text): readonly Column<RegisteredVersion>[] {
  return [
    {
      key: "version",
      label: t("common.version"),
      value: ({ version }) => version,
      show: ({ version }) => `v${version}`,
    },
    { key: "aliases", label: t("models.aliases"), value: ({ aliases }) => aliases.join(", ") },
    { key: "stage", label: t("models.stage"), value: ({ stage }) => (stage === "None" ? null : stage) },
    {
      key: "run",
      label: t("models.run"),
      value: ({ runId }) => runId,
      show: ({ runId }) => (runId === null ? "–" : <Link to={paths.run(runId)}>{runId.slice(0, 12)}</Link>),
    },
    { key: "source", label: t("models.source"), value: ({ source }) => source },
    { key: "description", label: t("models.description"), value: ({ description }) => description },
    {
      key: "at",
      label: t("common.when"),
      value: ({ createdAt }) => createdAt,
      show: ({ createdAt }) => <When at={createdAt} />,
    },
  ];
}
