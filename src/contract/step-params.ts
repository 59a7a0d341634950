import { z } from "zod";
import { prepareSpecSchema, checkSpecSchema, datasetSpecSchema } from "./project/schema.ts";
import { nameSchema } from "./names.ts";
import { requirementSchema } from "./records/models.ts";

/**
 * Parameters of the built-in step kinds, and what each output's `value` holds. The project builder writes
 * these parameters (resolved: the step needs no project), the stations' `steps.ts` read them.
 */

/** A stretch of event time, half open. ISO 8601 or epoch ms. `days` counts back from `to` or from the last row. */
export const windowSchema = z.strictObject({
  from: z.union([z.string(), z.number()]).nullish(),
  to: z.union([z.string(), z.number()]).nullish(),
  days: z.number().positive().nullish(),
});

/** inputs: none. outputs: out = DatasetVersionValue */
export const ingestParams = z.strictObject({
  dataset: nameSchema,
  spec: datasetSpecSchema,
  window: windowSchema.default({}),
});
/** inputs: version. outputs: out = DatasetVersionValue, with the checks done; fails when an error-severity check fails. */
export const checkParams = z.strictObject({ checks: z.array(checkSpecSchema) });
/**
 * inputs: version, and one per looked-up dataset under `lookup:<dataset>`. outputs: out = TableValue.
 */
export const prepareParams = z.strictObject({
  name: nameSchema,
  spec: prepareSpecSchema,
  time: z.string().nullable(),
});
/** inputs: table. outputs: train, test = TableValue. By time: the last `test` share of rows in time order. */
export const splitParams = z.strictObject({
  by: z.enum(["time", "random"]).default("time"),
  test: z.number().gt(0).lt(1).default(0.2),
  seed: z.number().int().default(0),
});

export const gbdtSchema = z.strictObject({
  kind: z.literal("gbdt"),
  trees: z.number().int().min(1).max(5_000).default(100),
  leaves: z.number().int().min(2).max(1_024).default(31),
  learningRate: z.number().gt(0).max(1).default(0.1),
  minRowsInLeaf: z.number().int().min(1).default(20),
  l2: z.number().min(0).default(0),
  rowShare: z.number().gt(0).max(1).default(1),
  columnShare: z.number().gt(0).max(1).default(1),
  /** Stop when this many trees brought no better validation loss; null: never. */
  earlyStopping: z.number().int().min(1).nullable().default(null),
});
export const linearSchema = z.strictObject({ kind: z.literal("linear"), l2: z.number().min(0).default(1) });
export const algorithmSchema = z.discriminatedUnion("kind", [gbdtSchema, linearSchema]);

const rangeSchema = z.union([
  z.array(z.union([z.number(), z.string()])).min(1),
  z.strictObject({ min: z.number(), max: z.number(), integer: z.boolean().optional() }),
  z.strictObject({ log: z.tuple([z.number(), z.number()]) }),
]);

/** inputs: table. outputs: out = ModelValue. */
export const trainParams = z.strictObject({
  target: z.string(),
  task: z.enum(["binary", "multiclass", "regression"]).default("binary"),
  algorithm: algorithmSchema,
  validate: z
    .strictObject({ folds: z.number().int().min(2).max(20), by: z.enum(["time", "random"]).default("time") })
    .nullish(),
  tune: z
    .strictObject({
      trials: z.number().int().min(1).max(1_000),
      method: z.enum(["random", "tpe"]).default("tpe"),
      over: z.record(z.string(), rangeSchema),
      /** Rows used per trial at most. */
      rows: z.number().int().positive().default(100_000),
    })
    .nullish(),
  seed: z.number().int().default(0),
  experiment: nameSchema,
});
/** inputs: model, table. outputs: out = ReportValue. */
export const evaluateParams = z.strictObject({
  slices: z.array(z.string()).default([]),
  minSliceRows: z.number().int().default(200),
});
/** inputs: report. outputs: out = GateValue; an error-severity requirement not met fails the run with exit 3. */
export const gateParams = z.strictObject({ requirements: z.array(requirementSchema) });
/** inputs: model, report, gate (optional). outputs: out = ReleaseValue. */
export const registerParams = z.strictObject({ model: nameSchema });
/** inputs: release. outputs: out = DeployedValue. */
export const deployParams = z.strictObject({ deployment: nameSchema });
/** inputs: any, given as PRUMO_INPUT_<NAME> paths. outputs: as declared, read from PRUMO_OUTPUT_<NAME>. */
export const commandParams = z.strictObject({
  command: z.array(z.string()).min(1),
  outputs: z.record(z.string(), z.enum(["file", "table", "json", "model"])).default({}),
  env: z.record(z.string(), z.string()).default({}),
  /** The experiment that its run belongs to; null: it has no run. */
  experiment: nameSchema.nullable().default(null),
});
/** A typed function of the project, called in a worker process. */
export const callParams = z.strictObject({
  module: z.string(),
  export: z.string(),
  args: z.json().default({}),
});

/** `value` of a dataset-version; digest = id. */
export type DatasetVersionValue = {
  versionId: string;
  dataset: string;
  rows: number;
  files: { path: string; sha256: string; rows: number; bytes: number }[];
  time: string | null;
};
/**
 * `value` of a table; digest = sha256 of the Parquet file. Columns: each raw column of the dataset as
 * `raw:<name>`, each prepared column under its own name; rows sorted by time when there is one.
 */
export type TableValue = {
  sha256: string;
  rows: number;
  bytes: number;
  name: string;
  datasetVersions: string[];
  /** Raw columns with their types, and the fitted lookups as blobs of JSON `Lookup`. */
  raw: { name: string; type: "number" | "string" | "boolean" | "timestamp" }[];
  spec: z.infer<typeof prepareSpecSchema>;
  lookups: { [name: string]: string };
  time: string | null;
};
/** `value` of a model; digest = onnxSha256. `referenceSha256`: blob of JSON ReferenceColumn[]. */
export type ModelValue = {
  onnxSha256: string;
  onnxBytes: number;
  referenceSha256: string;
  algorithm: string;
  target: string;
  runId: string | null;
  datasetVersions: string[];
  time: string | null;
};
/** `value` of a report; digest = evaluationSha256: blob of JSON Evaluation. `headline`: metric values for people. */
export type ReportValue = {
  evaluationSha256: string;
  modelDigest: string;
  headline: { [metric: string]: number };
};
export type GateValue = { verdict: "passed" | "warned"; modelDigest: string; evidence: string[] };
export type ReleaseValue = { model: string; version: number; versionId: string };
export type DeployedValue = { deployment: string; rolloutId: string };

export type IngestParams = z.infer<typeof ingestParams>;
export type CheckParams = z.infer<typeof checkParams>;
export type PrepareParams = z.infer<typeof prepareParams>;
export type SplitParams = z.infer<typeof splitParams>;
export type Algorithm = z.infer<typeof algorithmSchema>;
export type GbdtParams = z.infer<typeof gbdtSchema>;
export type LinearParams = z.infer<typeof linearSchema>;
export type TrainParams = z.infer<typeof trainParams>;
export type EvaluateParams = z.infer<typeof evaluateParams>;
export type GateParams = z.infer<typeof gateParams>;
export type RegisterParams = z.infer<typeof registerParams>;
export type DeployParams = z.infer<typeof deployParams>;
export type CommandParams = z.infer<typeof commandParams>;
export type CallParams = z.infer<typeof callParams>;
export type Window = z.infer<typeof windowSchema>;
