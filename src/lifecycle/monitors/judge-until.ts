import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Alert, DriftReport } from "../../contract/records/monitors.ts";
import type { MetaTransaction } from "../../ports/meta-store.ts";
import { isOpen, moveAlert, raise } from "./alert.ts";
import { type AlertFinding, findAlerts } from "./find-alerts.ts";
import type { MonitorsDeps } from "./index.ts";
import { judgeWindow, type Judged } from "./judge-window.ts";
import { insertAlert, insertReport, readAlerts, readReports, updateAlert } from "./monitor-store.ts";
import type { MonitorsTables } from "./tables.ts";
import { durationMs } from "../../kernel/duration.ts";
import { type Window, windowsBetween } from "./windows.ts";

/** The budget of alerts is counted over this stretch of event time. */
const budgetMs = durationMs("30d");

interface Outcome {
  readonly reports: DriftReport[];
  readonly alerts: Alert[];
}

/** Judges the windows that are due, one after the other; each is on record before the next is begun. */
export async function judgeUntil(
  deps: MonitorsDeps,
  name: string,
  spec: MonitorSpec,
  until: number,
): Promise<Outcome> {
  const [last] = (await readReports(deps.meta, name, { limit: 1 })).items;
  await deps.predictions.flush();
  const outcome: Outcome = { reports: [], alerts: [] };
  const from = last?.to ?? (await firstAnswer(deps, spec.deployment));
  if (from === null) return outcome;
  // A window is due when its labels have had the time they need.
  const due = until - durationMs(spec.labels.arriveWithin);
  for (let next: number | null = from; next !== null;) {
    next = await judgeStretch(deps, name, spec, { from: next, due }, outcome);
  }
  return outcome;
}

/** Judges up to the first window in which nothing was answered; the next answer after it, or null at the end. */
async function judgeStretch(
  deps: MonitorsDeps,
  name: string,
  spec: MonitorSpec,
  { from, due }: { readonly from: number; readonly due: number },
  outcome: Outcome,
): Promise<number | null> {
  for (const window of windowsBetween(spec.every, from, due)) {
    const judged = await judgeWindow(deps, name, spec, window, deps.clock.now());
    // A gap of years, or an end beyond all traffic, must not cost a query for each of its windows.
    if (judged === null) return nextAnswer(deps, spec.deployment, { from: window.to, to: due });
    const alerts = await record(deps, name, spec, judged);
    outcome.reports.push(judged.report);
    outcome.alerts.push(...alerts);
  }
  return null;
}

async function nextAnswer(
  { predictions, tables }: MonitorsDeps,
  deployment: string,
  within: Window,
): Promise<number | null> {
  if (within.from >= within.to) return null;
  const { sql, rows } = await predictions.windowSql(deployment, within);
  if (rows === 0) return null;
  const [first] = await tables.rows(`SELECT CAST(min("at") AS DOUBLE) AS "at" FROM (${sql})`);
  return typeof first?.["at"] === "number" ? first["at"] : null;
}

async function firstAnswer({ predictions }: MonitorsDeps, deployment: string): Promise<number | null> {
  const [bin] = await predictions.volume({ deployment, bins: 1 });
  return bin?.from ?? null;
}

/** The report, the alerts it raises and those it resolves, in one transaction with their events. */
async function record(
  { meta, clock }: MonitorsDeps,
  name: string,
  spec: MonitorSpec,
  judged: Judged,
): Promise<Alert[]> {
  const { report, version, ranking } = judged;
  const findings = findAlerts(spec, report, version.evaluation, ranking);
  const known = (await readAlerts(meta, { monitor: name, limit: 1_000 })).items;
  const open = known.filter(isOpen);
  const spent = known.filter(({ windowTo }) => windowTo > report.to - budgetMs).length;
  const fresh = findings
    .filter(({ kind }) => !open.some((alert) => alert.kind === kind))
    .slice(0, Math.max(0, spec.budget.alertsPerMonth - spent));
  const raised = fresh.map((finding) => raise(finding, report, clock.now()));
  await meta.write<MonitorsTables, void>(async (tx) => {
    await insertReport(tx.db, report);
    tx.emit("monitor.report-made", report.id, { monitor: name, reportId: report.id });
    for (const alert of raised) {
      await insertAlert(tx.db, alert);
      tx.emit("monitor.alert-raised", alert.id, {
        monitor: name,
        alertId: alert.id,
        windowTo: alert.windowTo,
      });
    }
    await resolveFine(tx, open, findings, report, clock.now());
  });
  return raised;
}

/** An open alert is over when a later window, measured the same way, no longer shows what it was about. */
async function resolveFine(
  { db, emit }: MetaTransaction<MonitorsTables>,
  open: readonly Alert[],
  findings: readonly AlertFinding[],
  report: DriftReport,
  now: number,
): Promise<void> {
  for (const alert of open) {
    const isStill = findings.some(({ kind }) => kind === alert.kind);
    const isMeasured = alert.kind === "drift" || alert.kind === "predictions" || report.labelled > 0;
    if (isStill || !isMeasured) continue;
    const resolved = moveAlert(alert, "resolved", now);
    await updateAlert(db, resolved);
    emit("monitor.alert-changed", alert.id, { monitor: alert.monitor, alertId: alert.id, state: "resolved" });
  }
}
