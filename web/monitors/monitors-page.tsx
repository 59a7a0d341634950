import { useMemo } from "react";
import type { Monitor } from "../../src/contract/records/monitors.ts";
import { ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { Day } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Alerts } from "./alerts.tsx";

export function MonitorsPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.monitors")} lead={t("monitors.lead")} />
      <Loaded query={ask("monitors", "list")}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("monitors.empty")} command="prumo monitor list" />
          ) : (
            <div className="stack">
              <DataTable
                name="monitors"
                title={t("nav.monitors")}
                columns={columns}
                rows={items}
                id={({ name }) => name}
              />
              <Panel title={t("monitors.alerts")}>
                <Alerts />
              </Panel>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function columnsOf({ t, format }: Text): readonly Column<Monitor>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.monitor(name)}>{name}</Link>,
    },
    {
      key: "state",
      label: t("common.state"),
      value: ({ state }) => state,
      show: ({ state }) => <State state={state} />,
    },
    {
      key: "deployment",
      label: t("deployments.one"),
      value: ({ deployment }) => deployment,
      show: ({ deployment }) => <Link to={paths.deployment(deployment)}>{deployment}</Link>,
    },
    { key: "every", label: t("monitors.every"), value: ({ every }) => every },
    {
      key: "last",
      label: t("monitors.lastWindow"),
      value: ({ lastReport }) => lastReport?.from ?? null,
      show: ({ lastReport }) => <Day at={lastReport?.from ?? null} />,
    },
    {
      key: "drift",
      label: t("monitors.driftShare"),
      value: ({ lastReport }) => lastReport?.driftShare ?? null,
      show: ({ lastReport }) => (lastReport === null ? "–" : format.percent(lastReport.driftShare)),
      isNumber: true,
    },
    { key: "alerts", label: t("monitors.openAlerts"), value: ({ openAlerts }) => openAlerts, isNumber: true },
    { key: "reports", label: t("monitors.reports"), value: ({ reports }) => reports, isNumber: true },
  ];
}
