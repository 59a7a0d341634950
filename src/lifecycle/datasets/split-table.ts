import { join } from "node:path";
import type { SplitParams, TableValue } from "../../contract/step-params.ts";
import type { StepValue } from "../../contract/records/pipelines.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { textSql } from "../../engines/quality/sql-text.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";
import { inputOf, storedRelation } from "./stored-table.ts";

/**
 * The step `split`: every row into exactly one of `train` and `test`, each in the order of the table.
 * By time: the last `test` share; rows of one time stay together, on the side that brings the share nearer.
 * Rows without a time are last, as the table has them. At random: the rows whose MD5 of seed and row number
 * is smallest; exactly round(rows × test) of them.
 */
export async function splitTable(
  params: SplitParams,
  inputs: StepValues,
  tools: StepTools,
): Promise<StepValues> {
  const table = inputOf(inputs, "table", "table").value as TableValue;
  if (table.rows < 2) throw cannot(table, `it has ${table.rows} rows`);
  const relation = await storedRelation(tools.blobs, [table]);
  const isTest =
    params.by === "time"
      ? await lastRows(params, table, relation, tools)
      : await randomRows(params, table, relation, tools);
  const parts: Record<"train" | "test", string> = { train: `NOT (${isTest})`, test: isTest };
  const outputs: Record<string, StepValue> = {};
  for (const [name, condition] of Object.entries(parts)) {
    tools.signal.throwIfAborted();
    tools.progress(name === "train" ? 0.1 : 0.7, `Writing ${name}`);
    const path = join(tools.scratch, `${name}.parquet`);
    const { rows } = await tools.tables.writeParquet(`SELECT * FROM ${relation} WHERE ${condition}`, path);
    const blob = await tools.blobs.putFile(path, { move: true });
    tools.log("info", `${name}: ${rows} rows`);
    const value: TableValue = { ...table, sha256: blob.sha256, bytes: blob.bytes, rows };
    outputs[name] = { type: "table", digest: blob.sha256, value: value as StepValue["value"] };
  }
  return outputs;
}

/** SQL condition that holds for the rows from the boundary on. */
async function lastRows(
  { test }: SplitParams,
  table: TableValue,
  relation: string,
  tools: StepTools,
): Promise<string> {
  if (table.time === null) throw cannot(table, "it has no time column to split by");
  const at = quoteName(`raw:${table.time}`);
  const wanted = Math.min(table.rows - 1, Math.max(1, Math.round(table.rows * (1 - test))));
  // the group of rows that share the time at the boundary; its two ends are where a split may be
  const [group] = await tools.tables.rows(
    `WITH t AS (SELECT ${at} AS at FROM ${relation} WHERE file_row_number = ${wanted})
    SELECT count_if(r.${at} < t.at OR (t.at IS NULL AND r.${at} IS NOT NULL)) AS low,
      count_if(r.${at} <= t.at OR t.at IS NULL) AS high FROM ${relation} AS r, t`,
  );
  const [boundary] = [Number(group?.["low"]), Number(group?.["high"])]
    .filter((rows) => rows > 0 && rows < table.rows)
    .sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  if (boundary === undefined) throw cannot(table, `all its rows have the same ${table.time}`);
  return `file_row_number >= ${boundary}`;
}

async function randomRows(
  { test, seed }: SplitParams,
  table: TableValue,
  relation: string,
  tools: StepTools,
): Promise<string> {
  const count = Math.min(table.rows - 1, Math.max(1, Math.round(table.rows * test)));
  const draw = `md5(${textSql(`${seed}:`)} || file_row_number::VARCHAR)`;
  const [last] = await tools.tables.rows(
    `SELECT ${draw} AS d FROM ${relation} ORDER BY d LIMIT 1 OFFSET ${count - 1}`,
  );
  return `${draw} <= ${textSql(String(last?.["d"]))}`;
}

function cannot({ name }: TableValue, problem: string) {
  return fail("datasets/cannot-split", { table: name, problem });
}
