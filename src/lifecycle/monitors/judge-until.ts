import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Alert, DriftReport } from "../../contract/records/monitors.ts";
import { durationMs } from "../../kernel/duration.ts";
import type { MonitorsDeps } from "./index.ts";
import { judgeWindow } from "./judge-window.ts";
import { readReports } from "./monitor-store.ts";
import { recordJudged } from "./record-judged.ts";
import { type Window, windowsBetween } from "./windows.ts";

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
  const after = last?.to ?? Number.NEGATIVE_INFINITY;
  for (let next: number | null = from; next !== null;) {
    next = await judgeStretch(deps, name, spec, { from: next, due, after }, outcome);
  }
  return outcome;
}

/**
 * Judges up to the first window in which nothing was answered; the next answer after it, or null at the end.
 * A project that now declares longer windows has judged the beginning of the first of them already: that one begins
 * at `after`, so that no answer is judged twice.
 */
async function judgeStretch(
  deps: MonitorsDeps,
  name: string,
  spec: MonitorSpec,
  { from, due, after }: { readonly from: number; readonly due: number; readonly after: number },
  outcome: Outcome,
): Promise<number | null> {
  for (const whole of windowsBetween(spec.every, from, due)) {
    const window = { ...whole, from: Math.max(whole.from, after) };
    const judged = await judgeWindow(deps, name, spec, window, deps.clock.now());
    // A gap of years, or an end beyond all traffic, must not cost a query for each of its windows.
    if (judged === null) return nextAnswer(deps, spec.deployment, { from: window.to, to: due });
    const alerts = await recordJudged(deps, spec, judged);
    if (alerts === null) continue;
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
