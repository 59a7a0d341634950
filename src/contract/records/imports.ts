import { z } from "zod";
import { timeSchema } from "../names.ts";

/** What is counted, in the order in which it is copied. */
export const importKinds = [
  "experiments",
  "logged models",
  "runs",
  "files",
  "models",
  "model versions",
] as const;
export const importStates = ["running", "finished", "failed", "cancelled"] as const;

const countsSchema = z.object({
  /** How many there are; null while that is not known. */
  total: z.number().int().nullable(),
  /** With --dry-run, those that would be. */
  copied: z.number().int(),
  /** Unchanged since an earlier import. */
  here: z.number().int(),
  failed: z.number().int(),
});

export const importProblemSchema = z.object({
  kind: z.enum([...importKinds, "metrics"]),
  /** Id or name, and below which owner. */
  name: z.string(),
  reason: z.string(),
});

/** An import from a tracking server, under way or ended. It is forgotten when the house closes; what it copied is not. */
export const importSchema = z.object({
  id: z.string(),
  /** Address of the source, without credentials. */
  from: z.string(),
  state: z.enum(importStates),
  isDryRun: z.boolean(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  counts: z.record(z.enum(importKinds), countsSchema),
  /** Metric points and bytes of files that were copied. */
  points: z.number().int(),
  bytes: z.number().int(),
  /** What could not be copied: the first thousand. */
  problems: z.array(importProblemSchema),
  /** How many there are in all. */
  problemCount: z.number().int(),
  /** Why it ended before its end. */
  error: z.object({ code: z.string(), message: z.string(), repair: z.string() }).nullable(),
});

export type ImportKind = (typeof importKinds)[number];
export type ImportCounts = z.infer<typeof countsSchema>;
export type ImportProblem = z.infer<typeof importProblemSchema>;
export type Import = z.infer<typeof importSchema>;
