import { z } from "zod";
import { mostCompared } from "../most-compared.ts";
import { timeSchema } from "../names.ts";
import { metricNumberSchema, runSchema } from "../records/experiments.ts";
import { route } from "./route.ts";

const ids = z.array(z.string().min(1).max(64)).min(1).max(mostCompared);

/** A commit of git: 40 hexadecimal digits, or 64 where a repository has SHA-256. */
const commit = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "a whole commit id in lower case");

/**
 * One metric of one run. Columns of equal length, in order of the axis asked for. A curve of more points than
 * asked for is cut into even pieces of the axis: `values` holds their means, `lows` and `highs` their extremes, so that no peak
 * is lost, all to seven digits. A piece in which all is NaN has the value NaN; one without a point is left out.
 */
export const curveSchema = z.object({
  runId: z.string(),
  key: z.string(),
  /** Points that were logged, in the part asked for. */
  logged: z.number().int(),
  /** Of each piece the first. */
  steps: z.array(z.number()),
  /** Milliseconds since `from`. */
  after: z.array(z.number()),
  /** Epoch milliseconds of the curve's first point in time. */
  from: timeSchema,
  values: z.array(metricNumberSchema),
  /** Absent when every point that was logged is there. */
  lows: z.array(metricNumberSchema).optional(),
  highs: z.array(metricNumberSchema).optional(),
});
export type ComparedCurve = z.infer<typeof curveSchema>;

export const codeChangeSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** Commits that only one of the two has, newest first. */
  commits: z.array(
    z.object({
      id: z.string(),
      side: z.enum(["from", "to"]),
      author: z.string(),
      at: timeSchema,
      subject: z.string(),
    }),
  ),
  hasMoreCommits: z.boolean(),
  /** Below the project's folder. Lines are null for files that are no text. */
  files: z.array(
    z.object({
      path: z.string(),
      /** The path before, when it was renamed. */
      was: z.string().nullable(),
      added: z.number().int().nullable(),
      removed: z.number().int().nullable(),
    }),
  ),
  hasMoreFiles: z.boolean(),
  /** A unified diff. */
  patch: z.string(),
  isPatchCut: z.boolean(),
});
export type CodeChange = z.infer<typeof codeChangeSchema>;

export const compareRoutes = {
  runs: route({
    method: "POST",
    path: "/runs/by-ids",
    summary: `Up to ${mostCompared} runs at once, in the order asked for; ids of no run are named`,
    body: z.object({ ids }),
    answer: z.object({ items: z.array(runSchema), missing: z.array(z.string()) }),
  }),
  curves: route({
    method: "POST",
    path: "/runs/curves",
    summary: "Metric curves of many runs, thinned so that their extremes stay",
    body: z.object({
      ids,
      keys: z.array(z.string().min(1).max(250)).min(1).max(20),
      /** Along which axis curves are thinned. */
      by: z.enum(["step", "time"]).default("step"),
      /** Only this part of the axis, both ends within: steps, or epoch milliseconds. */
      within: z.object({ from: z.number(), to: z.number() }).optional(),
      /** Of each curve at most; all curves together have at most 200,000. */
      points: z.number().int().min(2).max(2_500).default(500),
    }),
    answer: z.object({ curves: z.array(curveSchema) }),
  }),
  code: route({
    method: "GET",
    path: "/code-diff",
    summary: "What changed below the project's folder between two commits of its git repository",
    query: z.object({ from: commit, to: commit }),
    answer: codeChangeSchema,
  }),
};
