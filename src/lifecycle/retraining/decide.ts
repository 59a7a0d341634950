import type { RetrainSpec } from "../../contract/project/schema.ts";
import type { Alert, Response } from "../../contract/records/monitors.ts";
import { newId } from "../../kernel/ids.ts";
import { durationMs } from "../../kernel/duration.ts";
import { isUnderWay } from "./response.ts";

/**
 * Retrain on what the alert is about, unless a retraining is under way already or was released so short a
 * time ago, in event time, that the alert may still be about the version before it.
 */
export function decide(alert: Alert, spec: RetrainSpec, earlier: readonly Response[], now: number): Response {
  const { pipeline } = spec;
  const window = { from: windowStart(spec, alert.windowTo), to: alert.windowTo };
  const response: Response = {
    id: newId("response", now),
    alertId: alert.id,
    pipeline,
    decision: "retrain",
    reason: alert.summary,
    state: "decided",
    pipelineRunId: null,
    modelVersionId: null,
    window,
    decidedAt: now,
    finishedAt: null,
    costSeconds: null,
  };
  const ignored = (reason: string): Response => ({
    ...response,
    decision: "ignore",
    state: "ignored",
    reason,
    finishedAt: now,
  });
  const ofPipeline = earlier.filter((one) => one.pipeline === pipeline && one.decision === "retrain");
  const running = ofPipeline.find(isUnderWay);
  if (running !== undefined) return ignored(`A retraining (${running.id}) is under way already.`);
  const cooldownMs = durationMs(spec.cooldown);
  const recent = ofPipeline.find(
    (one) => one.state === "released" && alert.windowTo - one.window.to < cooldownMs,
  );
  if (recent !== undefined)
    return ignored(
      `The last retraining (${recent.id}) was less than ${spec.cooldown} before, in event time.`,
    );
  return response;
}

function windowStart({ window }: RetrainSpec, to: number): number | null {
  return window === "expanding" ? null : to - durationMs(window);
}
