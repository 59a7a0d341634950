import { useMemo } from "react";
import type { DriftReport, Monitor } from "../../src/contract/records/monitors.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { Day } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Alerts } from "./alerts.tsx";
import { Drift } from "./drift.tsx";
import { Performance } from "./performance.tsx";

/** Did the world move, does it hurt? */
export function MonitorPage() {
  const name = useParam("name");
  return (
    <Loaded query={ask("monitors", "show", { params: { name } })}>
      {(monitor) => <MonitorView monitor={monitor} />}
    </Loaded>
  );
}

function MonitorView({ monitor }: { monitor: Monitor }) {
  const { t, format } = useText();
  const { name, deployment, lastReport } = monitor;
  return (
    <>
      <Entity
        kind={t("monitors.one")}
        name={name}
        state={monitor.state}
        command={`prumo monitor show ${name}`}
        lineage={[
          { label: deployment, to: paths.deployment(deployment) },
          { label: t("nav.predictions"), to: paths.predictions },
          { label: name, here: true },
          { label: t("nav.retraining"), to: paths.retraining },
        ]}
        facts={
          <>
            <span>
              {t("monitors.every")}: {monitor.every}
            </span>
            <span>
              {t("monitors.reports")}: {format.integer(monitor.reports)}
            </span>
            <span>
              {t("monitors.lastWindow")}: <Day at={lastReport?.from ?? null} />
            </span>
          </>
        }
      />
      <div className="stack">
        <Panel title={t("monitors.alerts")}>
          <Alerts monitor={name} />
        </Panel>
        <Loaded query={ask("monitors", "reports", { params: { name }, query: { limit: 400 } })}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty text={t("monitors.noReport")} command={`prumo monitor show ${name}`} />
            ) : (
              <Reports reports={items} />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function Reports({ reports }: { reports: readonly DriftReport[] }) {
  const inOrder = useMemo(() => reports.toSorted((a, b) => a.from - b.from), [reports]);
  return (
    <>
      <Performance reports={inOrder} />
      <Drift reports={inOrder} />
    </>
  );
}
