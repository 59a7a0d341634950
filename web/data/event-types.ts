import type { EventType } from "../../src/contract/events.ts";

/** Every event type; EventSource hears only the names it was told. */
export const eventTypes: readonly EventType[] = [
  "source.batch-read",
  "dataset.version-committed",
  "pipeline.run-changed",
  "pipeline.step-changed",
  "experiment.run-changed",
  "model.registered",
  "model.changed",
  "model.version-registered",
  "model.tag-changed",
  "model.version-tag-changed",
  "model.alias-changed",
  "model.gate-refused",
  "model.promoted",
  "deployment.changed",
  "deployment.rollout-changed",
  "prediction.segment-written",
  "prediction.labels-received",
  "monitor.report-made",
  "monitor.alert-raised",
  "monitor.alert-changed",
  "retraining.decided",
  "retraining.finished",
];
