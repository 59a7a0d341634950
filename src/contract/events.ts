import type { Json } from "../kernel/json.ts";

/** The stations in the order in which data flows; `lifecycle/stations.ts` says more of each. */
export const stationNames = [
  "sources",
  "datasets",
  "pipelines",
  "experiments",
  "models",
  "deployments",
  "predictions",
  "monitors",
  "retraining",
] as const;
export type StationName = (typeof stationNames)[number];

/** Every event that a station tells of, and what `data` holds. `subject` is the id of the thing. */
export interface EventData {
  readonly "source.batch-read": { readonly source: string; readonly rows: number };
  readonly "dataset.version-committed": {
    readonly dataset: string;
    readonly versionId: string;
    readonly rows: number;
    readonly isNew: boolean;
  };
  readonly "pipeline.run-changed": {
    readonly pipeline: string;
    readonly runId: string;
    readonly state: string;
  };
  readonly "pipeline.step-changed": {
    readonly runId: string;
    readonly step: string;
    readonly state: string;
    readonly attempt: number;
  };
  readonly "experiment.run-changed": {
    readonly experiment: string;
    readonly runId: string;
    readonly state: string;
  };
  readonly "model.registered": { readonly model: string };
  readonly "model.tag-changed": {
    readonly model: string;
    readonly key: string;
    readonly value: string | null;
  };
  /** What has no event of its own; `version` is null when it is the model's. */
  readonly "model.changed": {
    readonly model: string;
    readonly version: number | null;
    readonly change: "stage" | "description" | "deleted" | "renamed";
  };
  readonly "model.version-tag-changed": {
    readonly model: string;
    readonly version: number;
    readonly key: string;
    readonly value: string | null;
  };
  readonly "model.alias-changed": {
    readonly model: string;
    readonly alias: string;
    readonly version: number | null;
    readonly before: number | null;
  };
  readonly "model.version-registered": {
    readonly model: string;
    readonly version: number;
    readonly versionId: string;
  };
  readonly "model.gate-refused": { readonly model: string; readonly requirements: readonly string[] };
  readonly "model.promoted": { readonly model: string; readonly alias: string; readonly version: number };
  readonly "deployment.changed": { readonly deployment: string; readonly state: string };
  readonly "deployment.rollout-changed": {
    readonly deployment: string;
    readonly rolloutId: string;
    readonly state: string;
    readonly reason: string;
  };
  readonly "prediction.segment-written": { readonly deployment: string; readonly rows: number };
  readonly "prediction.labels-received": { readonly deployment: string; readonly rows: number };
  readonly "monitor.report-made": { readonly monitor: string; readonly reportId: string };
  readonly "monitor.alert-raised": {
    readonly monitor: string;
    readonly alertId: string;
    readonly windowTo: number;
  };
  readonly "monitor.alert-changed": {
    readonly monitor: string;
    readonly alertId: string;
    readonly state: string;
  };
  readonly "retraining.decided": { readonly responseId: string; readonly decision: string };
  readonly "retraining.finished": { readonly responseId: string; readonly state: string };
}
export type EventType = keyof EventData;

/** A durable event: written in the same transaction as the change it tells of. `seq` rises by commit. */
export interface StoredEvent<Type extends EventType = EventType> {
  readonly seq: number;
  readonly type: Type;
  readonly subject: string;
  readonly data: EventData[Type];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** News that need not survive: progress, log lines, metric points. Only for whoever looks right now. */
export interface Signal {
  readonly topic: "step-progress" | "step-log" | "metric" | "traffic" | "run-stalled";
  readonly subject: string;
  readonly data: Json;
}
