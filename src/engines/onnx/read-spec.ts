import { z } from "zod";
import { expressionSchema } from "../../contract/expression.ts";
import { columnTypes } from "../../contract/names.ts";
import { badOnnx } from "./decode.ts";

const name = z.string().min(1).max(1_000);
const maxSpec = 16 * 1024 * 1024;

const specSchema = z.strictObject({
  version: z.literal(1),
  inputs: z.array(z.strictObject({ name, type: z.enum(columnTypes) })).max(10_000),
  lookups: z.array(name).max(10_000),
  features: z
    .array(z.strictObject({ name, kind: z.enum(["numeric", "categorical"]), expression: expressionSchema }))
    .min(1)
    .max(10_000),
  target: z.strictObject({ name, kind: z.enum(["binary", "multiclass", "regression"]) }),
  predictor: z.enum(["trees", "linear"]),
});

/** What the metadata says of a model: all but the fitted numbers. */
export type Spec = z.infer<typeof specSchema>;

export function readSpec(text: string): Spec {
  if (text.length > maxSpec) throw badOnnx("its metadata are too long");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badOnnx("its metadata are not JSON", error);
  }
  const parsed = specSchema.safeParse(json);
  if (!parsed.success) throw badOnnx("its metadata are not those of a model graph", parsed.error);
  const spec = parsed.data;
  for (const list of [spec.inputs.map((input) => input.name), spec.lookups]) {
    if (new Set(list).size < list.length) throw badOnnx("its metadata name something twice");
    if (list.includes("__proto__")) throw badOnnx("its metadata hold a forbidden name");
  }
  return spec;
}
