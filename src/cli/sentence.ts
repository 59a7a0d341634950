import type { HeadlineKey } from "../contract/headlines.ts";
import { count } from "./numbers.ts";

/** The headlines of the stations in the CLI's English. */
const sentences: { readonly [Key in HeadlineKey]: string } = {
  "sources.empty": "no source read yet",
  "sources.ready": "{rows} rows read",
  "sources.reading": "reading {source}",
  "sources.failed": "{source} could not be read",
  "datasets.empty": "no version yet",
  "datasets.latest": "{dataset} version {number}, {rows} rows",
  "datasets.failed": "{dataset} version {number} fails its checks",
  "pipelines.empty": "no run yet",
  "pipelines.running": "{pipeline} #{number} is running",
  "pipelines.last": "{pipeline} #{number} {state}",
  "experiments.empty": "no run yet",
  "experiments.runs": "{count} runs",
  "models.empty": "no version yet",
  "models.live": "{model} v{version} is live",
  "models.registered": "{model} v{version} is registered",
  "deployments.empty": "nothing is served yet",
  "deployments.serving": "{deployment} serves v{version}",
  "deployments.rolling": "{deployment} rolls out: {state}, {weight} % of traffic",
  "predictions.empty": "none yet",
  "predictions.count": "{rows} answered",
  "monitors.empty": "nothing is watched yet",
  "monitors.waiting": "{monitor} waits for its first window",
  "monitors.true": "{monitor} finds the model true",
  "monitors.alerts": "{count} open alerts",
  "retraining.empty": "nothing to answer yet",
  "retraining.last": "{decision}: {state}",
};

export function sentence(headline: {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}): string {
  const text = sentences[headline.key as HeadlineKey] ?? headline.key;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = headline.values[name];
    return typeof value === "number" ? count(value) : (value ?? "?");
  });
}
