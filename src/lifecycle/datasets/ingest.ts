import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetManifest } from "../../contract/records/datasets.ts";
import type { DatasetVersionValue, IngestParams } from "../../contract/step-params.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { parquetSql } from "../../engines/quality/sql-text.ts";
import { systemClock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";
import { locateSource } from "../sources/index.ts";
import { versionId } from "./dataset-version.ts";
import { profileTable } from "./profile-table.ts";
import { openSource, type OpenedSource } from "./source-table.ts";
import { storedColumns } from "./stored-table.ts";
import { isBounded, isoTime, type ResolvedWindow, resolveWindow, windowText } from "./window.ts";

/**
 * Reads a source into one Parquet file and describes it. With a time column, rows are sorted by it and then
 * by all others, so equal rows give equal bytes in whatever order the source has them; without one they keep
 * the order of the source. Facts: `dataset-version` {manifest, profile}, `batch`.
 */
export async function ingest(params: IngestParams, tools: StepTools): Promise<StepValues> {
  const { dataset, spec } = params;
  const startedAt = systemClock.monotonic();
  const path = await locateSource(tools.projectDir, spec.source.path);
  const before = await stampOf(path);
  tools.progress(0.02, `Reading ${spec.source.path}`);
  const source = await openSource(tools.tables, dataset, spec, path);
  const window = await windowOf(params, source, tools);
  await warnOfOddNumbers(source, tools);
  tools.signal.throwIfAborted();

  const file = join(tools.scratch, "part-0.parquet");
  const written = await tools.tables.writeParquet(rowsSql(spec.time, source, window), file);
  if (written.rows === 0) throw await noRows(params, source, window, tools);
  if ((await stampOf(path)).stamp !== before.stamp) {
    throw fail("sources/unreadable-file", { file: path, problem: "it was changed while it was read." });
  }
  tools.signal.throwIfAborted();
  tools.progress(0.5, `Profiling ${written.rows.toLocaleString("en")} rows`);
  const relation = parquetSql(file);
  const columns = await storedColumns(tools.tables, relation);
  const profile = await profileTable(tools.tables, columns, relation, (share) =>
    tools.progress(0.5 + 0.4 * share, "Profiling columns"),
  );
  tools.progress(0.95, "Storing the file");
  const blob = await tools.blobs.putFile(file, { move: true });

  const entry = { path: "part-0.parquet", sha256: blob.sha256, bytes: blob.bytes, rows: written.rows };
  const manifest: DatasetManifest = {
    dataset,
    schema: columns.map((column) => ({
      ...column,
      nullable: (profile.find((each) => each.column === column.name)?.nulls ?? 0) > 0,
    })),
    files: [entry],
    parents: [],
    madeBy: {
      source: spec.source.kind,
      location: spec.source.path,
      ...(spec.time === undefined ? {} : { time: spec.time }),
      ...(window === null ? {} : { window: { ...window } }),
    },
  };
  const id = versionId(manifest);
  const lastAt = profile.find((each) => each.column === spec.time)?.max;
  tools.fact("dataset-version", { manifest, profile });
  tools.fact("batch", {
    rows: written.rows,
    bytes: before.bytes,
    durationMs: Math.round(systemClock.monotonic() - startedAt),
    cursor: typeof lastAt === "number" ? isoTime(lastAt) : null,
  });
  tools.log(
    "info",
    `${dataset}: ${written.rows} rows, ${columns.length} columns, ${blob.bytes} bytes, ${id}`,
  );
  const value: DatasetVersionValue = {
    versionId: id,
    dataset,
    rows: written.rows,
    files: [entry],
    time: spec.time ?? null,
  };
  return { out: { type: "dataset-version", digest: id, value } };
}

async function stampOf(path: string): Promise<{ stamp: string; bytes: number }> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return { stamp: [size, mtimeNs, ino].join("-"), bytes: Number(size) };
}

/** Null without a window. Reads the last time only where `days` counts back from it. */
async function windowOf(
  { dataset, spec, window }: IngestParams,
  source: OpenedSource,
  tools: StepTools,
): Promise<ResolvedWindow | null> {
  if (!isBounded(window)) return null;
  if (spec.time === undefined) {
    throw fail("datasets/bad-window", { dataset, problem: "the dataset declares no time column (`time`)" });
  }
  const isRelative = window.days !== null && window.days !== undefined && (window.to ?? null) === null;
  const lastAt = isRelative ? (await timeBounds(spec.time, source, tools)).last : null;
  return resolveWindow(dataset, window, lastAt);
}

async function timeBounds(
  time: string,
  source: OpenedSource,
  tools: StepTools,
): Promise<{ first: number | null; last: number | null }> {
  const at = `epoch_ms(${quoteName(time)})`;
  const [row] = await tools.tables.rows(`SELECT min(${at}) AS first, max(${at}) AS last FROM ${source.sql}`);
  return { first: numberOrNull(row?.["first"]), last: numberOrNull(row?.["last"]) };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function rowsSql(time: string | undefined, source: OpenedSource, window: ResolvedWindow | null): string {
  if (time === undefined) return `SELECT * FROM ${source.sql}`;
  const at = quoteName(time);
  const conditions = [
    ...(window?.from == null ? [] : [`${at} >= epoch_ms(${BigInt(window.from)})`]),
    ...(window?.to == null ? [] : [`${at} < epoch_ms(${BigInt(window.to)})`]),
  ];
  const others = source.columns.map(({ name }) => name).filter((name) => name !== time);
  const order = [time, ...others].map((name) => `${quoteName(name)} ASC NULLS LAST`);
  return `SELECT * FROM ${source.sql} ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`}
    ORDER BY ${order.join(", ")}`;
}

async function noRows(
  { dataset, spec }: IngestParams,
  source: OpenedSource,
  window: ResolvedWindow | null,
  tools: StepTools,
) {
  if (window === null || spec.time === undefined) {
    return fail("datasets/no-rows", { dataset, window: "at all", found: `${spec.source.path} is empty.` });
  }
  const { first, last } = await timeBounds(spec.time, source, tools);
  const found =
    first === null || last === null
      ? `${spec.source.path} has no row with a ${spec.time}.`
      : `Its rows go from ${isoTime(first)} to ${isoTime(last)}.`;
  return fail("datasets/no-rows", { dataset, window: windowText(window), found });
}

async function warnOfOddNumbers({ odd, raw }: OpenedSource, tools: StepTools): Promise<void> {
  if (odd.length === 0) return;
  const [row] = await tools.tables.rows(`SELECT count_if(${odd.join(" OR ")}) AS n FROM ${raw}`);
  const rows = Number(row?.["n"] ?? 0);
  if (rows > 0)
    tools.log("warn", `${rows} rows hold numbers that are infinite or not a number; they become null`);
}
