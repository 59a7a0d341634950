import { z } from "zod";
import { timeSchema } from "../names.ts";
import { route } from "./route.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** What a blob was before nobody referred to it any more. */
export const garbageKinds = ["artifact", "upload", "unnamed"] as const;

const amountSchema = z.object({ count: z.number().int(), bytes: z.number().int() });

export const garbageReportSchema = z.object({
  /** True when it only says what would go. */
  isDryRun: z.boolean(),
  /** Names that can be used again. */
  experiments: z.array(z.string()),
  runs: z.number().int(),
  loggedModels: z.number().int(),
  /** Multipart uploads that nobody goes on with. */
  uploads: z.number().int(),
  /** Metric points of the runs; null in a dry run, which does not count them. */
  points: z.number().int().nullable(),
  /** Files of the artifact store; their bytes may live on under other names. */
  artifacts: z.number().int(),
  /** Bytes that nobody refers to any more. */
  blobs: amountSchema,
  byKind: z.array(amountSchema.extend({ kind: z.enum(garbageKinds) })),
  /** The ten largest. */
  largest: z.array(
    z.object({
      sha256: z.string(),
      bytes: z.number().int(),
      kind: z.enum(garbageKinds),
      path: z.string().nullable(),
    }),
  ),
  /** Files that a crash has left half written. */
  leftovers: amountSchema,
  /** What nobody refers to and stays for now, since somebody may be about to. */
  young: amountSchema,
  /** Runs that are deleted long enough and stay: a version or a pipeline run needs them. */
  neededRuns: z.number().int(),
});

export const garbageStateSchema = z.object({
  state: z.enum(["idle", "working", "done", "failed"]),
  /** What it is at. */
  phase: z.enum(["runs", "points", "references", "blobs"]).nullable(),
  /** Of the phase; `of` is null where nobody knows beforehand. */
  done: z.number().int(),
  of: z.number().int().nullable(),
  report: garbageReportSchema.nullable(),
  /** Why it failed. */
  error: z.object({ code: z.string(), message: z.string(), repair: z.string() }).nullable(),
  startedAt: timeSchema.nullable(),
});

/** One collection at a time. It works on after the answer: look at its state. */
export const garbageRoutes = {
  collect: route({
    method: "POST",
    path: "/garbage",
    summary: "Remove for good what was deleted and what nobody refers to; or, dry, only say what that is",
    body: z.object({
      dryRun: z.boolean(),
      /** Runs, experiments and logged models deleted longer ago than this go. */
      olderThanMs: z
        .number()
        .int()
        .min(0)
        .max(3_650 * dayMs)
        .default(30 * dayMs),
      /** Bytes that were put less long ago stay. Less than usual is safe while one server alone works on the project. */
      graceMs: z
        .number()
        .int()
        .min(0)
        .max(3_650 * dayMs)
        .default(60 * 60 * 1_000),
    }),
    answer: garbageStateSchema,
  }),
  status: route({
    method: "GET",
    path: "/garbage",
    summary: "What the collection of garbage is at, or what the last one did",
    answer: garbageStateSchema,
  }),
};

export type GarbageKind = (typeof garbageKinds)[number];
export type GarbageReport = z.infer<typeof garbageReportSchema>;
export type GarbageState = z.infer<typeof garbageStateSchema>;
export type CollectGarbage = z.output<typeof garbageRoutes.collect.body>;
