import { join } from "node:path";
import { type SplitParams, splitParams, type TableValue } from "../../contract/step-params.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepKind, StepTools, StepValues } from "../../ports/step-kind.ts";
import { parquetSql } from "../../engines/quality/sql-text.ts";

/**
 * Rows to train on and rows to be tested on, each once. By time the last share is the test, and rows of one
 * moment stay together; at random a hash of seed and row number decides, the same on every machine.
 */
export const splitStep: StepKind<SplitParams> = {
  name: "split",
  version: 1,
  params: splitParams,
  cacheable: true,
  async work(params, inputs, tools) {
    const table = inputs["table"]?.value as unknown as TableValue;
    const source = parquetSql(await tools.blobs.localPath(table.sha256));
    const isTest =
      params.by === "time" ? await afterBoundary(params, table, source, tools) : atRandom(params);
    const train = await part(table, `NOT (${isTest})`, "train", source, tools);
    tools.progress(0.5, "writing the test rows");
    const test = await part(table, isTest, "test", source, tools);
    tools.log("info", `${train.value.rows} rows to train on, ${test.value.rows} to test on`);
    return { train: asOutput(train), test: asOutput(test) };
  },
};

async function afterBoundary(
  params: SplitParams,
  table: TableValue,
  source: string,
  { tables }: StepTools,
): Promise<string> {
  if (table.time === null)
    throw fail("datasets/cannot-split", { table: table.name, problem: "it has no time column" });
  const time = quoteName(`raw:${table.time}`);
  const first = Math.floor(table.rows * (1 - params.test));
  // The moment of the row at the boundary; every row of that moment is tested.
  return `${time} >= (SELECT ${time} FROM ${source} ORDER BY ${time} LIMIT 1 OFFSET ${Math.min(first, Math.max(0, table.rows - 1))})`;
}

/** 32 bits of MD5 over seed and row: as good as a draw for this, and the engine has it built in. */
function atRandom({ seed, test }: SplitParams): string {
  const draw = `CAST(concat('0x', substr(md5(concat('${seed}:', prumo_row)), 1, 8)) AS UINTEGER)`;
  return `${draw} < ${Math.round(test * 2 ** 32)}`;
}

async function part(table: TableValue, where: string, name: string, source: string, tools: StepTools) {
  const path = join(tools.scratch, `${name}.parquet`);
  const numbered = `SELECT *, row_number() OVER () AS prumo_row FROM ${source}`;
  const sql = `SELECT * EXCLUDE (prumo_row) FROM (${numbered}) WHERE ${where} ORDER BY prumo_row`;
  const { rows, bytes } = await tools.tables.writeParquet(sql, path);
  if (rows === 0)
    throw fail("datasets/cannot-split", {
      table: table.name,
      problem: `of ${table.rows} rows none would be in the ${name} part`,
    });
  const { sha256 } = await tools.blobs.putFile(path, { move: true });
  const value: TableValue = { ...table, sha256, rows, bytes };
  return { sha256, value };
}

function asOutput({ sha256, value }: { sha256: string; value: TableValue }): StepValues[string] {
  return { type: "table", digest: sha256, value: value as unknown as StepValues[string]["value"] };
}
