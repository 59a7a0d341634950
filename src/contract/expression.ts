import { z } from "zod";

/**
 * The one expression language of prumo. It is data: it compiles to SQL for training
 * (`engines/expressions/to-sql.ts`), to a plain function for serving (`to-function.ts`) and to ONNX
 * (`engines/onnx`), and a property test holds the three equal.
 *
 * Values: number (float64), string, boolean, timestamp (epoch milliseconds, UTC), or null.
 * Null in, null out, but for `isNull`, `coalesce`, `and`, `or` (three-valued, as in SQL).
 * A comparison with NaN follows SQL of DuckDB only for null; NaN never enters: readers turn it into null.
 */
export type Expression =
  | { readonly op: "column"; readonly name: string }
  | { readonly op: "literal"; readonly value: number | string | boolean | null }
  | { readonly op: BinaryOp; readonly left: Expression; readonly right: Expression }
  | { readonly op: UnaryOp; readonly of: Expression }
  | { readonly op: "coalesce"; readonly of: readonly Expression[] }
  /** The value that the fitted lookup `lookup` holds for the key, or null. */
  | { readonly op: "lookup"; readonly lookup: string; readonly key: Expression };

export const binaryOps = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "gt",
  "gte",
  "lt",
  "lte",
  "eq",
  "ne",
  "and",
  "or",
] as const;
export type BinaryOp = (typeof binaryOps)[number];

export const unaryOps = [
  "not",
  "isNull",
  "negate",
  "abs",
  "floor",
  "log1p",
  // of a timestamp, in UTC: 0–1439, 0–23, 0 (Sunday)–6, 1–31, 1–12
  "minuteOfDay",
  "hour",
  "weekday",
  "dayOfMonth",
  "month",
  // of a string
  "lower",
  "trim",
] as const;
export type UnaryOp = (typeof unaryOps)[number];

export const expressionSchema: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    z.strictObject({ op: z.literal("column"), name: z.string().min(1) }),
    z.strictObject({
      op: z.literal("literal"),
      value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
    }),
    z.strictObject({ op: z.enum(binaryOps), left: expressionSchema, right: expressionSchema }),
    z.strictObject({ op: z.enum(unaryOps), of: expressionSchema }),
    z.strictObject({ op: z.literal("coalesce"), of: z.array(expressionSchema).min(1) }),
    z.strictObject({ op: z.literal("lookup"), lookup: z.string().min(1), key: expressionSchema }),
  ]),
);
