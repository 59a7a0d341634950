import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Alert } from "../../contract/records/monitors.ts";
import { durationMs } from "../../kernel/duration.ts";
import type { MetaTransaction } from "../../ports/meta-store.ts";
import { fire, hold, isOpen, moveAlert, raise, wasTold } from "./alert.ts";
import { opinionsOf } from "./find-alerts.ts";
import type { MonitorsDeps } from "./index.ts";
import type { Judged } from "./judge-window.ts";
import { insertAlert, insertReport, isJudged, readAlertsSince, updateAlert } from "./monitor-store.ts";
import type { MonitorsTables } from "./tables.ts";

/** The budget of alerts is counted over this stretch of event time. */
const budgetMs = durationMs("30d");

type Tx = MetaTransaction<MonitorsTables>;

/**
 * The report and what follows from it, in one transaction with the events that tell of it; answers the alerts
 * that fired. Of each kind at most one alert is open. What is bad fires, or waits as pending while the budget
 * of the month is spent, and fires when a later window is bad still and there is budget. What is fine resolves
 * its alert; a window too small to tell changes nothing. Null when the window was on record already.
 */
export function recordJudged(
  { meta, clock }: Pick<MonitorsDeps, "meta" | "clock">,
  spec: MonitorSpec,
  { report, version, ranking }: Judged,
): Promise<Alert[] | null> {
  const opinions = opinionsOf(spec, report, version.evaluation, ranking);
  const now = clock.now();
  return meta.write<MonitorsTables, Alert[] | null>(async (tx) => {
    if (await isJudged(tx.db, report)) return null;
    await insertReport(tx.db, report);
    tx.emit("monitor.report-made", report.id, { monitor: report.monitor, reportId: report.id });
    const known = await readAlertsSince(tx.db, report.monitor, report.to - budgetMs);
    const open = new Map(known.filter(isOpen).map((alert) => [alert.kind, alert]));
    const spent = known.filter((alert) => wasTold(alert) && alert.windowTo > report.to - budgetMs).length;
    let left = spec.budget.alertsPerMonth - spent;
    const fired: Alert[] = [];
    for (const opinion of opinions) {
      const alert = open.get(opinion.kind);
      if (opinion.says === "fine" && alert !== undefined) {
        await updateAlert(tx.db, tellChange(tx, moveAlert(alert, "resolved", now)));
      }
      if (opinion.says !== "bad" || (alert !== undefined && alert.state !== "pending")) continue;
      const hasBudget = left > 0;
      if (hasBudget) left--;
      if (alert === undefined && hasBudget) {
        fired.push(await insertAlert(tx.db, tellRaised(tx, raise(opinion.finding, report, now))));
      } else if (alert === undefined) {
        await insertAlert(tx.db, tellChange(tx, hold(opinion.finding, report, now)));
      } else if (hasBudget) {
        fired.push(await updateAlert(tx.db, tellRaised(tx, fire(alert, opinion.finding, report, now))));
      }
    }
    return fired;
  });
}

function tellRaised({ emit }: Tx, alert: Alert): Alert {
  const { id, monitor, windowTo } = alert;
  emit("monitor.alert-raised", id, { monitor, alertId: id, windowTo });
  return alert;
}

function tellChange({ emit }: Tx, alert: Alert): Alert {
  const { id, monitor, state } = alert;
  emit("monitor.alert-changed", id, { monitor, alertId: id, state });
  return alert;
}
