import type { Migration } from "../../ports/meta-store.ts";

/** A report and an alert are kept whole as JSON; the columns beside it are what queries go by. */
export const monitorsMigrations: Migration[] = [
  {
    id: "monitors-001-reports-and-alerts",
    statements: [
      `CREATE TABLE drift_reports (
        id TEXT PRIMARY KEY,
        monitor TEXT NOT NULL,
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        report TEXT NOT NULL,
        UNIQUE (monitor, from_at)
      )`,
      `CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        monitor TEXT NOT NULL,
        state TEXT NOT NULL,
        raised_at BIGINT NOT NULL,
        window_to BIGINT NOT NULL,
        alert TEXT NOT NULL
      )`,
      `CREATE INDEX alerts_by_monitor ON alerts (monitor, state)`,
    ],
  },
];

export interface MonitorsTables {
  drift_reports: { id: string; monitor: string; from_at: number; to_at: number; report: string };
  alerts: { id: string; monitor: string; state: string; raised_at: number; window_to: number; alert: string };
}
