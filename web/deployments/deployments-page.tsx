import { useMemo } from "react";
import type { Deployment } from "../../src/contract/records/deployments.ts";
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

export function DeploymentsPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.deployments")} lead={t("deployments.lead")} />
      <Loaded query={ask("deployments", "list")}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("deployments.empty")} command="prumo run train" />
          ) : (
            <DataTable
              name="deployments"
              title={t("nav.deployments")}
              columns={columns}
              rows={items}
              id={({ id }) => id}
            />
          )
        }
      </Loaded>
    </>
  );
}

function columnsOf({ t, format }: Text): readonly Column<Deployment>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.deployment(name)}>{name}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ state }) => state,
      show: ({ state }) => <State state={state} />,
    },
    {
      key: "variants",
      label: t("deployments.variants"),
      value: ({ variants }) =>
        variants.map(({ version, weight }) => `v${version} ${format.percent(weight / 100)}`).join(", "),
    },
    {
      key: "answered",
      label: t("deployments.answered"),
      value: ({ answered }) => answered,
      show: ({ answered }) => format.integer(answered),
      isNumber: true,
    },
    {
      key: "errors",
      label: t("deployments.errors"),
      value: ({ errors }) => errors,
      show: ({ errors }) => format.integer(errors),
      isNumber: true,
    },
    {
      key: "updated",
      label: t("common.updated"),
      value: ({ updatedAt }) => updatedAt,
      show: ({ updatedAt }) => <When at={updatedAt} />,
    },
  ];
}
