import type { Alert, DriftReport } from "../../contract/records/monitors.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { newId } from "../../kernel/ids.ts";
import type { AlertFinding } from "./find-alerts.ts";

type AlertState = Alert["state"];

/**
 * pending: found, nobody told yet, as the month's budget is spent · firing: told · acknowledged: somebody looks
 * at it · resolved: dealt with, or a later window is fine again. Nothing leaves `resolved`; what moves again is
 * a new alert.
 */
const next: Readonly<Record<AlertState, readonly AlertState[]>> = {
  pending: ["firing", "resolved"],
  firing: ["acknowledged", "resolved"],
  acknowledged: ["resolved"],
  resolved: [],
};

export function isOpen({ state }: Alert): boolean {
  return state !== "resolved";
}

/** Whether people were ever told of it; what was only pending cost no budget. */
export function wasTold({ firedAt }: Alert): boolean {
  return firedAt !== undefined;
}

/** A new alert about a report, which fires at once: a window is long enough to have waited. */
export function raise(finding: AlertFinding, report: DriftReport, now: number): Alert {
  return { ...hold(finding, report, now), state: "firing", firedAt: now };
}

/** A new alert about a report, of which nobody is told yet. */
export function hold(finding: AlertFinding, report: DriftReport, now: number): Alert {
  return {
    id: newId("alert", now),
    monitor: report.monitor,
    deployment: report.deployment,
    state: "pending",
    ...finding,
    reportId: report.id,
    raisedAt: now,
    windowTo: report.to,
    acknowledgedAt: null,
    resolvedAt: null,
    responseId: null,
  };
}

/** A pending alert fires, about what the newest report shows. */
export function fire(alert: Alert, finding: AlertFinding, report: DriftReport, now: number): Alert {
  const fired = moveAlert(alert, "firing", now);
  return { ...fired, ...finding, reportId: report.id, windowTo: report.to, firedAt: now };
}

/** The alert in its next state; the same alert when it is in that state already. */
export function moveAlert(alert: Alert, to: AlertState, now: number): Alert {
  if (alert.state === to) return alert;
  if (!next[alert.state].includes(to)) throw fail("monitors/bad-transition", { from: alert.state, to });
  return {
    ...alert,
    state: to,
    acknowledgedAt: to === "acknowledged" ? now : alert.acknowledgedAt,
    resolvedAt: to === "resolved" ? now : alert.resolvedAt,
  };
}
