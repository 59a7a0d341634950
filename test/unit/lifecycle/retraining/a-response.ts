import type { Response } from "../../../../src/contract/records/monitors.ts";

export const day = 86_400_000;
export const windowTo = Date.UTC(2001, 4, 1);

/** A retraining that was released on a window that ended so many days before `windowTo`. */
export function aResponse(change: Partial<Response> = {}, daysBefore = 30): Response {
  return {
    id: "rsp_1",
    alertId: "alt_0",
    pipeline: "train",
    decision: "retrain",
    reason: "ROC AUC fell.",
    state: "released",
    pipelineRunId: "run_1",
    modelVersionId: "mdv_1",
    window: { from: null, to: windowTo - daysBefore * day },
    decidedAt: 1,
    finishedAt: 2,
    costSeconds: 1,
    ...change,
  };
}

export const states = ["decided", "running", "released", "refused", "failed", "ignored"] as const;
