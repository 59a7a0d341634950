import type { ColumnDrift, DriftReport } from "../../../../src/contract/records/monitors.ts";
import type { Alert } from "../../../../src/contract/records/monitors.ts";

/** A report of a day in which nothing is wrong, but for what is given. */
export function aReport(change: Partial<DriftReport> = {}): DriftReport {
  return {
    id: "drp_1",
    monitor: "delays",
    deployment: "delays",
    from: Date.UTC(2001, 1, 1),
    to: Date.UTC(2001, 1, 2),
    modelVersions: ["mdv_1"],
    rows: 1_000,
    labelled: 1_000,
    columns: [aColumn("distance", false)],
    driftShare: 0,
    predictionPsi: 0.01,
    performance: {},
    labelShare: 0.2,
    predictedShare: 0.2,
    createdAt: Date.UTC(2001, 1, 4),
    ...change,
  };
}

export function aColumn(column: string, drifted: boolean, role: ColumnDrift["role"] = "input"): ColumnDrift {
  return {
    column,
    role,
    method: "ks",
    psi: drifted ? 0.4 : 0.01,
    statistic: 0.1,
    pValue: drifted ? 1e-9 : 0.5,
    nullShare: 0,
    drifted,
    bins: { labels: [], reference: [], current: [] },
  };
}

export const states = ["pending", "firing", "acknowledged", "resolved"] as const satisfies Alert["state"][];
