import { z } from "zod";
import { expressionSchema } from "./expression.ts";
import { columnTypes } from "./names.ts";

const name = z.string().min(1).max(1_000);

/**
 * What travels in the metadata of an ONNX file (`prumo.graph`): all of a model graph but the fitted numbers,
 * which are read from the tensors.
 */
export const modelSpecSchema = z.strictObject({
  version: z.literal(1),
  inputs: z.array(z.strictObject({ name, type: z.enum(columnTypes) })).max(10_000),
  /** Names of the lookups, in the order in which the file numbers them. */
  lookups: z.array(name).max(10_000),
  features: z
    .array(z.strictObject({ name, kind: z.enum(["numeric", "categorical"]), expression: expressionSchema }))
    .min(1)
    .max(10_000),
  target: z.strictObject({ name, kind: z.enum(["binary", "multiclass", "regression"]) }),
  predictor: z.enum(["trees", "linear"]),
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;
