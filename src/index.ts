/** The public face of prumo: what a project file and a program import. */
export { col, type ColumnExpression } from "./contract/project/columns.ts";
export {
  csv,
  dataset,
  inRange,
  inSet,
  lookup,
  matches,
  notNull,
  parquet,
  prepare,
  rowCount,
  unique,
} from "./contract/project/data.ts";
export { defineProject } from "./contract/project/define.ts";
export { gbdt, linear, pipeline } from "./contract/project/pipeline.ts";
export { atLeast, atMost, deployment, monitor, requirement, retrain } from "./contract/project/serving.ts";
export { createClient, ProblemError, type Client } from "./client/client.ts";
export { type LoggedRun, replayRuns, type RunOptions, startRun } from "./client/runs/start-run.ts";
