import { z } from "zod";
import { timeSchema } from "../names.ts";
import { artifactEntrySchema } from "./experiments.ts";
import { evidenceSchema, measuredSchema, metricNames, modelStages, promotionSchema } from "./models.ts";

/** A model as the list of models shows it. */
export const modelOverviewSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  /** Whether it is one of MLflow's prompts, which are kept as models. */
  isPrompt: z.boolean(),
  versions: z.number().int(),
  /** The newest version of any make. */
  newest: z.object({ version: z.number().int(), isPackage: z.boolean(), createdAt: timeSchema }).nullable(),
  aliases: z.record(z.string(), z.number().int()),
  lastPromotion: promotionSchema.nullable(),
  /** The first metric that its newest packages were measured by, oldest first, at most 12; null without packages. */
  course: z.object({ metric: z.enum(metricNames), values: z.array(z.number()) }).nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

/** What a package was measured by, without the rest of it. */
export const versionMeasuresSchema = z.object({
  version: z.number().int(),
  algorithm: z.string(),
  metrics: z.partialRecord(z.enum(metricNames), measuredSchema),
});

/** The files of a version of any make. */
export const versionFilesSchema = z.object({
  /** `store`: in our artifact store; `elsewhere`: in a store of the client, which is not read. */
  place: z.enum(["store", "elsewhere"]),
  entries: z.array(artifactEntrySchema),
});

/** A measured value; the interval is null where none is known, the rows where nobody said. */
const comparedValueSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  rows: z.number().int().nullable(),
});

/**
 * What the data says of a version against the first one. `same`: the 95 % interval of the difference holds 0, so they
 * cannot be told apart. `unknown`: no interval, or a value that no interval of rows covers (latency). `incomparable`:
 * measured on other data.
 */
export const comparedVerdicts = ["better", "worse", "same", "unknown", "incomparable"] as const;

export const comparedDifferenceSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Two-sided; among slices adjusted for their number (Benjamini–Hochberg). Null without intervals. */
  pValue: z.number().nullable(),
  verdict: z.enum(comparedVerdicts),
});

/** One metric of every version, in their order; null where it was not measured. */
export const comparedMetricSchema = z.object({
  metric: z.string(),
  isLowerBetter: z.boolean(),
  values: z.array(comparedValueSchema.nullable()),
  /** Against the first version, which has none. */
  differences: z.array(comparedDifferenceSchema.nullable()),
});

export const comparedSliceSchema = comparedMetricSchema.extend({ column: z.string(), value: z.string() });

export const comparedVersionSchema = z.object({
  version: z.number().int(),
  isPackage: z.boolean(),
  aliases: z.array(z.string()),
  stage: z.enum(modelStages),
  algorithm: z.string().nullable(),
  runId: z.string().nullable(),
  /** Dataset version, or a client's `name digest`, that it was measured on; null when nobody said. */
  measuredOn: z.string().nullable(),
  /** Rows that it was measured on. */
  rows: z.number().int().nullable(),
  /** Bytes of its files; null of what a client registered. */
  bytes: z.number().int().nullable(),
  /** Dataset versions, or a client's `name digest`, that it was trained on. */
  trainedOn: z.array(z.string()),
  createdAt: timeSchema,
});

export const comparisonSchema = z.object({
  model: z.string(),
  /** The first is what the others are held against. */
  versions: z.array(comparedVersionSchema),
  /** Whether all were measured on the same data; null when somebody did not say. */
  isSameData: z.boolean().nullable(),
  metrics: z.array(comparedMetricSchema),
  /** Where they differ most first; `slicesOf` is how many there are. */
  slices: z.array(comparedSliceSchema),
  slicesOf: z.number().int(),
  /** By requirement, in the order of the versions; null where it was not checked. */
  requirements: z.array(z.object({ id: z.string(), checked: z.array(evidenceSchema.nullable()) })),
  /** Parameters of their runs that are not equal; null where a run has none of that name. */
  params: z.array(z.object({ key: z.string(), values: z.array(z.string().nullable()) })),
});

export type ModelOverview = z.infer<typeof modelOverviewSchema>;
export type VersionMeasures = z.infer<typeof versionMeasuresSchema>;
export type VersionFiles = z.infer<typeof versionFilesSchema>;
export type ComparedValue = z.infer<typeof comparedValueSchema>;
export type ComparedVerdict = (typeof comparedVerdicts)[number];
export type ComparedDifference = z.infer<typeof comparedDifferenceSchema>;
export type ComparedMetric = z.infer<typeof comparedMetricSchema>;
export type ComparedSlice = z.infer<typeof comparedSliceSchema>;
export type ComparedVersion = z.infer<typeof comparedVersionSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
