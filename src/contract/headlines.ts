/**
 * The one short fact that the flow page says of each station, by key, and the values that fill it.
 * The server answers key and values; the sentences are in the catalogues of `web/i18n` as `headline.<key>`.
 */
export interface HeadlineValues {
  readonly "sources.empty": object;
  readonly "sources.ready": { readonly rows: number };
  readonly "sources.reading": { readonly source: string };
  readonly "sources.failed": { readonly source: string };
  readonly "datasets.empty": object;
  readonly "datasets.latest": { readonly dataset: string; readonly number: number; readonly rows: number };
  readonly "datasets.failed": { readonly dataset: string; readonly number: number };
  readonly "pipelines.empty": object;
  readonly "pipelines.running": { readonly pipeline: string; readonly number: number };
  readonly "pipelines.last": { readonly pipeline: string; readonly number: number; readonly state: string };
  readonly "experiments.empty": object;
  readonly "experiments.runs": { readonly count: number };
  readonly "models.empty": object;
  readonly "models.live": { readonly model: string; readonly version: number };
  readonly "models.registered": { readonly model: string; readonly version: number };
  readonly "deployments.empty": object;
  readonly "deployments.serving": { readonly deployment: string; readonly version: number };
  readonly "deployments.rolling": {
    readonly deployment: string;
    readonly state: string;
    readonly weight: number;
  };
  readonly "predictions.empty": object;
  readonly "predictions.count": { readonly rows: number };
  readonly "monitors.empty": object;
  readonly "monitors.waiting": { readonly monitor: string };
  readonly "monitors.true": { readonly monitor: string };
  readonly "monitors.alerts": { readonly count: number };
  readonly "retraining.empty": object;
  readonly "retraining.last": { readonly decision: string; readonly state: string };
}
export type HeadlineKey = keyof HeadlineValues;

/** A headline as data, checked against its values: `headline("sources.ready", { rows: 3 })`. */
export function headline<Key extends HeadlineKey>(
  key: Key,
  values: HeadlineValues[Key],
): { key: Key; values: Record<string, string | number> } {
  return { key, values: values as Record<string, string | number> };
}
