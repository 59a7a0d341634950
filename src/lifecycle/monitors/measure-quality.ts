import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Signature } from "../../contract/records/models.ts";
import { known, type Metrics } from "../../engines/metrics/binary.ts";
import { proportion } from "../../engines/metrics/intervals.ts";
import { textSql } from "../../engines/quality/sql-text.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { type Quality, type ScoredRows, scoreRows } from "./score-rows.ts";

/** Up to here the event loop is held for some milliseconds; a thread takes 40 ms to start. */
const inPlaceUpTo = 10_000;

/**
 * Quality of the labelled rows of a window, over all and by version, in one scan. Binary and regression: every
 * metric with its interval. Multiclass: accuracy, as the log keeps the chosen class and not all chances. Labels come
 * from outside and are any number: of a binary model only 0 and 1 are truths.
 */
export async function measureQuality(
  tables: TableEngine,
  sql: string,
  target: Signature["target"],
  versions: readonly string[],
): Promise<Quality> {
  if (target.kind === "multiclass") return accuracies(tables, sql, target.classes ?? [], versions);
  const isShared = versions.length > 1;
  const place = versions.map((version, at) => `WHEN ${textSql(version)} THEN ${at}`).join(" ");
  const answeredBy = isShared ? `, CAST(CASE model_version_id ${place} END AS DOUBLE)` : "";
  const isTruth = target.kind === "binary" ? "label IN (0, 1)" : "label IS NOT NULL";
  const { columns } = await tables.columns(
    `SELECT score, label${answeredBy} FROM (${sql}) WHERE ${isTruth} AND score IS NOT NULL`,
  );
  const [scores, labels, by] = columns as [Float64Array, Float64Array, Float64Array | undefined];
  return offTheLoop({ kind: target.kind, scores, labels, answeredBy: by ?? null, versions });
}

async function offTheLoop(rows: ScoredRows): Promise<Quality> {
  if (rows.scores.length <= inPlaceUpTo) return scoreRows(rows);
  // source runs as .ts, the published build as .js
  const file = new URL(
    import.meta.url.endsWith(".ts") ? "./quality-worker.ts" : "./quality-worker.js",
    import.meta.url,
  );
  const worker = new Worker(file, { workerData: rows, name: "monitor-quality" });
  try {
    const [quality] = (await once(worker, "message")) as [Quality];
    return quality;
  } finally {
    await worker.terminate();
  }
}

/** A label is the place of its class. */
async function accuracies(
  tables: TableEngine,
  sql: string,
  classes: readonly string[],
  versions: readonly string[],
): Promise<Quality> {
  const names = `[${classes.map(textSql).join(", ")}]::VARCHAR[]`;
  const isRight = `CAST(predicted AS VARCHAR) = list_extract(${names}, TRY_CAST(label AS INTEGER) + 1)`;
  const found = await tables.rows(
    `SELECT model_version_id AS version, count(*) AS labelled, count(*) FILTER (WHERE ${isRight}) AS correct FROM (${sql}) WHERE label IS NOT NULL GROUP BY 1`,
  );
  const of = (rows: typeof found): Metrics => {
    const sum = (name: "labelled" | "correct") => rows.reduce((sum, row) => sum + Number(row[name]), 0);
    return known({ accuracy: proportion(sum("correct"), sum("labelled")) });
  };
  const byVersion = versions.map((version) => [
    version,
    of(found.filter((row) => row["version"] === version)),
  ]);
  return { all: of(found), byVersion: Object.fromEntries(byVersion) as Quality["byVersion"] };
}
