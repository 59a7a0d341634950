import type { Evaluation } from "../../contract/records/models.ts";
import {
  evaluateParams,
  type EvaluateParams,
  type ModelValue,
  type ReportValue,
  type TableValue,
} from "../../contract/step-params.ts";
import { truthOf } from "../../engines/metrics/truth.ts";
import { readOnnx } from "../../engines/onnx/read.ts";
import { compileModel, type CompiledModel } from "../../engines/serving/compile-model.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepKind, StepTools } from "../../ports/step-kind.ts";
import type { ColumnValues } from "../../ports/table-engine.ts";
import { evaluateScores, type SliceColumn } from "./evaluate-model.ts";
import { measureLatency } from "./measure-latency.ts";
import { signatureOf } from "./signature.ts";
import { inputOf } from "./step-inputs.ts";

/**
 * Measures a model on rows it has not seen: raw columns in, through the very evaluator that serves. Rows
 * without a true outcome are left out, and said.
 */
export const evaluateStep: StepKind<EvaluateParams> = {
  name: "evaluate",
  version: 1,
  params: evaluateParams,
  cacheable: true,
  async work(params, inputs, tools) {
    const fitted = inputOf(inputs, "model").value as ModelValue;
    const table = inputOf(inputs, "table").value as TableValue;
    tools.progress(0.05, `reading ${table.rows} test rows`);
    const graph = readOnnx(await tools.blobs.get(fitted.onnxSha256));
    const model = compileModel(graph);
    const { target } = signatureOf(graph, fitted.time);
    const read = await readTable(tools, table, { model, target: target.name, slices: params.slices });

    tools.progress(0.3, `scoring ${read.rows} rows`);
    const scores = model.scoreColumns(read.raw, read.rows);
    const truth = truthOf(read.truth, target);
    const kept = withTruth(truth);
    if (kept.length === 0) throw fail("models/no-test-rows", { table: table.name });
    if (kept.length < truth.length) {
      tools.log("warn", `${truth.length - kept.length} rows without ${target.name} are left out`);
    }
    tools.progress(0.5, "measuring the latency of single answers");
    const latency = measureLatency(model, sampleRows(read.raw, read.rows));
    tools.progress(
      0.7,
      `measuring ${kept.length} rows${read.slices.length === 0 ? "" : ", over all and by slice"}`,
    );
    const evaluation = evaluateScores(
      { target, truth: take(truth, kept, 1), scores: take(scores, kept, model.width) },
      {
        datasetVersion: table.datasetVersions[0] ?? table.sha256,
        slices: read.slices.map(({ column, values }) => ({
          column,
          values: kept.map((row) => values[row] ?? null),
        })),
        minSliceRows: params.minSliceRows,
        latency,
      },
    );
    return { out: await report(tools, evaluation, fitted.onnxSha256) };
  },
};

async function report(tools: StepTools, evaluation: Evaluation, modelDigest: string) {
  const { sha256 } = await tools.blobs.put(Buffer.from(JSON.stringify(evaluation)));
  const headline: Record<string, number> = {};
  for (const [name, measured] of Object.entries(evaluation.metrics)) headline[name] = measured.value;
  for (const [name, value] of Object.entries(headline))
    tools.log("info", `${name} ${Number(value.toPrecision(4))}`);
  const value: ReportValue = { evaluationSha256: sha256, modelDigest, headline };
  return { type: "report" as const, digest: sha256, value };
}

interface Read {
  readonly rows: number;
  readonly raw: Readonly<Record<string, ColumnValues>>;
  readonly truth: ColumnValues;
  readonly slices: readonly SliceColumn[];
}

/** Raw columns which the model takes in, the true outcome, and the columns to slice by. */
async function readTable(
  { tables, blobs }: StepTools,
  table: TableValue,
  wanted: { readonly model: CompiledModel; readonly target: string; readonly slices: readonly string[] },
): Promise<Read> {
  const from = `read_parquet('${(await blobs.localPath(table.sha256)).replaceAll("'", "''")}')`;
  const known = (await tables.describe(`SELECT * FROM ${from}`)).map((column) => column.name);
  const sliced = wanted.slices.map((column) => {
    const place = [column, `raw:${column}`].find((name) => known.includes(name));
    if (place === undefined) throw fail("models/unknown-slice", { column, columns: known });
    return { column, place };
  });
  const raw = wanted.model.inputs.map(({ name }) => `raw:${name}`);
  const names = [...raw, wanted.target, ...sliced.map(({ place }) => place)];
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) throw fail("models/unknown-column", { column: missing, table: table.name });
  const { columns, rows } = await tables.columns(
    `SELECT ${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ")} FROM ${from}`,
  );
  const at = (index: number): ColumnValues => columns[index] ?? [];
  return {
    rows,
    raw: Object.fromEntries(wanted.model.inputs.map(({ name }, index) => [name, at(index)])),
    truth: at(raw.length),
    slices: sliced.map(({ column }, index) => ({ column, values: texts(at(raw.length + 1 + index)) })),
  };
}

function texts(column: ColumnValues): (string | null)[] {
  return Array.from(column as ArrayLike<number | string | boolean | null>, (value) =>
    value === null || (typeof value === "number" && Number.isNaN(value)) ? null : String(value),
  );
}

function withTruth(truth: Float64Array): number[] {
  const kept: number[] = [];
  for (let row = 0; row < truth.length; row++) if (!Number.isNaN(truth[row])) kept.push(row);
  return kept;
}

function take(from: Float64Array, rows: readonly number[], width: number): Float64Array {
  if (rows.length * width === from.length) return from;
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) taken[i * width + k] = from[(rows[i] ?? 0) * width + k] ?? 0;
  }
  return taken;
}

/** At most 3,000 rows as callers send them, spread evenly over the table. */
function sampleRows(raw: Readonly<Record<string, ColumnValues>>, rows: number): Record<string, unknown>[] {
  const count = Math.min(rows, 3_000);
  return Array.from({ length: count }, (_, k) => {
    const row = Math.floor((k * rows) / count);
    const cell = (column: ColumnValues): unknown => {
      const value = column[row] ?? null;
      return typeof value === "number" && Number.isNaN(value) ? null : value;
    };
    return Object.fromEntries(Object.entries(raw).map(([name, column]) => [name, cell(column)]));
  });
}
