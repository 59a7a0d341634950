import type { StationName } from "../contract/events.ts";

/** One station of the house: what it takes in and gives out. The order of the list is the flow of data. */
export interface Station {
  readonly name: StationName;
  readonly takes: string;
  readonly gives: string;
}

/** The one truth for the order: imports, the navigation of the UI, `prumo flow` and the diagram read it. */
export const stations: readonly Station[] = [
  { name: "sources", takes: "files, databases, streams", gives: "typed batches with a cursor" },
  { name: "datasets", takes: "batches", gives: "immutable dataset versions with schema, profile and checks" },
  { name: "pipelines", takes: "a graph of steps", gives: "durable runs, cached by content" },
  { name: "experiments", takes: "runs of training code", gives: "parameters, metrics, artifacts" },
  { name: "models", takes: "an experiment's model", gives: "immutable model versions with evidence" },
  { name: "deployments", takes: "model versions", gives: "endpoints with variants and a rollout" },
  { name: "predictions", takes: "traffic and later labels", gives: "a log joined with the truth" },
  { name: "monitors", takes: "windows of that log", gives: "drift reports and few, meaningful alerts" },
  { name: "retraining", takes: "alerts", gives: "a new pipeline run, or a reason not to" },
];
