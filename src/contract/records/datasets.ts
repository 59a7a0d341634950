import { z } from "zod";
import { columnTypes, nameSchema, sha256Schema, timeSchema } from "../names.ts";

export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  /** Type in the table engine, as written there: BIGINT, TIMESTAMP … */
  storageType: z.string(),
  nullable: z.boolean(),
});

/** What one column holds, computed in the same scan as the checks. */
export const columnProfileSchema = z.object({
  column: z.string(),
  type: z.enum(columnTypes),
  rows: z.number().int(),
  nulls: z.number().int(),
  distinct: z.number().int(),
  min: z.union([z.number(), z.string()]).nullable(),
  max: z.union([z.number(), z.string()]).nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  /** Quantiles at 0.05, 0.25, 0.5, 0.75, 0.95 of numbers and timestamps. */
  quantiles: z.array(z.number()).nullable(),
  /** Equal-width bins between min and max; edges has one more entry than counts. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).nullable(),
  /** The most frequent values of strings and booleans, at most 50. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).nullable(),
});

export const checkResultSchema = z.object({
  /** As declared: `inRange(distance)`. */
  check: z.string(),
  kind: z.string(),
  dimension: z.enum([
    "schema",
    "volume",
    "completeness",
    "uniqueness",
    "validity",
    "consistency",
    "distribution",
    "timeliness",
  ]),
  columns: z.array(z.string()),
  severity: z.enum(["error", "warn"]),
  verdict: z.enum(["passed", "failed", "warned"]),
  /** Rows that break the check, when it speaks of rows. */
  failingRows: z.number().int().nullable(),
  measured: z.union([z.number(), z.string()]).nullable(),
  expected: z.string(),
});

export const fileEntrySchema = z.object({
  path: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int(),
  rows: z.number().int(),
});

/** The manifest is the identity: the id is the hash of its canonical JSON. It holds no time of commit. */
export const datasetManifestSchema = z.object({
  dataset: nameSchema,
  schema: z.array(columnSchema),
  files: z.array(fileEntrySchema),
  parents: z.array(z.string()),
  /** How it was made: source kind and place, window, cursor. */
  madeBy: z.record(z.string(), z.json()),
});

export const datasetVersionSchema = z.object({
  id: z.string(),
  dataset: nameSchema,
  /** 1, 2, 3 … within the dataset, in order of commit. */
  number: z.number().int(),
  manifest: datasetManifestSchema,
  rows: z.number().int(),
  bytes: z.number().int(),
  profile: z.array(columnProfileSchema),
  /** Empty until checked. */
  checks: z.array(checkResultSchema),
  quality: z.enum(["unchecked", "passed", "warned", "failed"]),
  committedAt: timeSchema,
});

export const sourceSchema = z.object({
  name: nameSchema,
  kind: z.enum(["parquet", "csv"]),
  location: z.string(),
  dataset: nameSchema,
  state: z.enum(["never-read", "reading", "ready", "failed"]),
  lastBatch: z
    .object({
      at: timeSchema,
      rows: z.number().int(),
      bytes: z.number().int(),
      durationMs: z.number(),
      cursor: z.string().nullable(),
    })
    .nullable(),
  batches: z.number().int(),
  rows: z.number().int(),
  error: z.string().nullable(),
});

export type Column = z.infer<typeof columnSchema>;
export type ColumnProfile = z.infer<typeof columnProfileSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type FileEntry = z.infer<typeof fileEntrySchema>;
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
export type DatasetVersion = z.infer<typeof datasetVersionSchema>;
export type Source = z.infer<typeof sourceSchema>;
