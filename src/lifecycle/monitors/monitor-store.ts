import type { Transaction } from "kysely";
import type { Alert, DriftReport } from "../../contract/records/monitors.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { MonitorsTables } from "./tables.ts";

type Db = Transaction<MonitorsTables>;

export interface Page {
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** Newest window first; the cursor is the start of the last one. */
export async function readReports(
  meta: MetaStore,
  monitor: string,
  page: Page = {},
): Promise<{ items: DriftReport[]; next: string | null }> {
  const limit = page.limit ?? 100;
  let query = meta
    .read<MonitorsTables>()
    .selectFrom("drift_reports")
    .select(["from_at", "report"])
    .where("monitor", "=", monitor)
    .orderBy("from_at", "desc")
    .limit(limit + 1);
  if (page.cursor !== undefined) query = query.where("from_at", "<", Number(page.cursor));
  const rows = await query.execute();
  const kept = rows.slice(0, limit);
  const items = kept.map(({ report }) => JSON.parse(report) as DriftReport);
  return { items, next: rows.length > limit ? String(kept.at(-1)?.from_at) : null };
}

export async function readReport(meta: MetaStore, id: string): Promise<DriftReport> {
  const row = await meta
    .read<MonitorsTables>()
    .selectFrom("drift_reports")
    .select("report")
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw fail("monitors/no-report", { id });
  return JSON.parse(row.report) as DriftReport;
}

export async function countReports(meta: MetaStore, monitor: string): Promise<number> {
  const counted = await meta
    .read<MonitorsTables>()
    .selectFrom("drift_reports")
    .select((each) => each.fn.countAll<number>().as("count"))
    .where("monitor", "=", monitor)
    .executeTakeFirstOrThrow();
  return counted.count;
}

/** Newest first; the cursor is the id of the last one, and ids sort by time. */
export async function readAlerts(
  meta: MetaStore,
  page: Page & { readonly state?: string | undefined; readonly monitor?: string } = {},
): Promise<{ items: Alert[]; next: string | null }> {
  const limit = page.limit ?? 100;
  let query = meta
    .read<MonitorsTables>()
    .selectFrom("alerts")
    .select(["id", "alert"])
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (page.cursor !== undefined) query = query.where("id", "<", page.cursor);
  if (page.state !== undefined) query = query.where("state", "=", page.state);
  if (page.monitor !== undefined) query = query.where("monitor", "=", page.monitor);
  const rows = await query.execute();
  const kept = rows.slice(0, limit);
  return {
    items: kept.map(({ alert }) => JSON.parse(alert) as Alert),
    next: rows.length > limit ? (kept.at(-1)?.id ?? null) : null,
  };
}

export async function readAlert(db: Pick<Db, "selectFrom">, id: string): Promise<Alert> {
  const row = await db.selectFrom("alerts").select("alert").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw fail("monitors/no-alert", { id });
  return JSON.parse(row.alert) as Alert;
}

/** The open alerts of a monitor, and those about windows that ended after `since`, oldest first. */
export async function readAlertsSince(db: Db, monitor: string, since: number): Promise<Alert[]> {
  const rows = await db
    .selectFrom("alerts")
    .select("alert")
    .where("monitor", "=", monitor)
    .where((any) => any.or([any("state", "!=", "resolved"), any("window_to", ">", since)]))
    .orderBy("id")
    .execute();
  return rows.map(({ alert }) => JSON.parse(alert) as Alert);
}

export async function countTold(meta: MetaStore, monitor: string): Promise<number> {
  const counted = await meta
    .read<MonitorsTables>()
    .selectFrom("alerts")
    .select((each) => each.fn.countAll<number>().as("count"))
    .where("monitor", "=", monitor)
    .where("state", "in", ["firing", "acknowledged"])
    .executeTakeFirstOrThrow();
  return counted.count;
}

/** Whether the window of this report is on record. */
export async function isJudged(db: Db, { monitor, from }: DriftReport): Promise<boolean> {
  const query = db.selectFrom("drift_reports").select("id").where("monitor", "=", monitor);
  return (await query.where("from_at", "=", from).executeTakeFirst()) !== undefined;
}

export async function insertReport(db: Db, report: DriftReport): Promise<void> {
  const { id, monitor, from, to } = report;
  await db
    .insertInto("drift_reports")
    .values({ id, monitor, from_at: from, to_at: to, report: JSON.stringify(report) })
    .execute();
}

export async function insertAlert(db: Db, alert: Alert): Promise<Alert> {
  const { id, monitor, state, raisedAt, windowTo } = alert;
  await db
    .insertInto("alerts")
    .values({ id, monitor, state, raised_at: raisedAt, window_to: windowTo, alert: JSON.stringify(alert) })
    .execute();
  return alert;
}

export async function updateAlert(db: Db, alert: Alert): Promise<Alert> {
  await db
    .updateTable("alerts")
    .set({ state: alert.state, window_to: alert.windowTo, alert: JSON.stringify(alert) })
    .where("id", "=", alert.id)
    .execute();
  return alert;
}
