import type { Signature } from "../../contract/records/models.ts";
import { hashJson } from "../../kernel/hashing.ts";

/** The columns that every segment has, and their types in Parquet. Times are epoch milliseconds. */
export const fixedColumns = {
  id: "VARCHAR",
  at: "BIGINT",
  answered_at: "BIGINT",
  model_version_id: "VARCHAR",
  role: "VARCHAR",
  score: "DOUBLE",
  predicted: "VARCHAR",
  schema: "VARCHAR",
} as const;

const inputTypes = { number: "DOUBLE", timestamp: "BIGINT", string: "VARCHAR", boolean: "BOOLEAN" } as const;

/** What the rows of a segment look like: it follows from the signature of the model that scored them. */
export interface SegmentSchema {
  readonly id: string;
  readonly inputs: Signature["inputs"];
  readonly target: Signature["target"];
  readonly time: string | null;
}

export function schemaOf({ inputs, target, time }: Signature): SegmentSchema {
  const parts = { inputs, target, time };
  return { id: hashJson(parts).slice(0, 16), ...parts };
}

/** Column of a raw input. */
export function inputColumn(name: string): string {
  return `in:${name}`;
}

/** Column of the probability of a class; multiclass only. */
export function classColumn(name: string): string {
  return `p:${name}`;
}

export function classesOf({ target }: SegmentSchema): readonly string[] {
  return target.kind === "multiclass" ? (target.classes ?? []) : [];
}

/** Names and types of all columns, in the order in which a segment is written. */
export function columnsOf(schema: SegmentSchema): { readonly names: string[]; readonly types: string[] } {
  return {
    names: [
      ...Object.keys(fixedColumns),
      ...schema.inputs.map(({ name }) => inputColumn(name)),
      ...classesOf(schema).map(classColumn),
    ],
    types: [
      ...Object.values(fixedColumns),
      ...schema.inputs.map(({ type }) => inputTypes[type]),
      ...classesOf(schema).map(() => "DOUBLE"),
    ],
  };
}
