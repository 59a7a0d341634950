import { columnsOf } from "../../../engines/expressions/check.ts";
import type { ColumnType } from "../../../contract/model-graph.ts";
import type { TableValue } from "../../../contract/step-params.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { StepTools } from "../../../ports/step-kind.ts";
import type { ColumnValues } from "../../../ports/table-engine.ts";

/** The training table by column: what is learnt from, what is learnt, and the raw columns behind it. */
export interface TrainingTable {
  readonly rows: number;
  /** Prepared columns besides the target, as declared. */
  readonly features: readonly PreparedColumn[];
  readonly target: ColumnValues;
  /** Raw columns that features read, in the table's order: the inputs of the model. */
  readonly inputs: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly raw: Readonly<Record<string, ColumnValues>>;
}

export interface PreparedColumn {
  readonly name: string;
  readonly isCategory: boolean;
  readonly values: ColumnValues;
}

/** Reads the table in one query, rows in the order of the file. */
export async function readTrainingTable(
  tools: StepTools,
  table: TableValue,
  target: string,
): Promise<TrainingTable> {
  const { tables, blobs } = tools;
  const { spec } = table;
  const known = Object.keys(spec.columns);
  const expression = spec.columns[target]?.expression;
  if (expression === undefined) throw fail("experiments/unknown-target", { target, columns: known });
  const features = known.filter((name) => name !== target);
  const read = new Set(features.flatMap((name) => columnsOf(spec.columns[name]?.expression ?? expression)));
  for (const column of columnsOf(expression)) {
    if (read.has(column))
      tools.log("warn", `features read ${column}, which ${target} is made of: is it known beforehand?`);
  }
  const inputs = table.raw.filter(({ name }) => read.has(name));
  const names = [...features, target, ...inputs.map(({ name }) => `raw:${name}`)];
  const path = (await blobs.localPath(table.sha256)).replaceAll("'", "''");
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");
  const { columns, rows } = await tables.columns(`SELECT ${quoted} FROM read_parquet('${path}')`);
  const at = (index: number): ColumnValues => columns[index] ?? [];
  return {
    rows,
    features: features.map((name, index) => ({
      name,
      isCategory: spec.columns[name]?.category ?? false,
      values: at(index),
    })),
    target: at(features.length),
    inputs,
    raw: Object.fromEntries(inputs.map(({ name }, index) => [name, at(features.length + 1 + index)])),
  };
}
