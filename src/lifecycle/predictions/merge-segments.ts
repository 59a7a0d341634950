import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type {
  LabelSegmentRow,
  PredictionStore,
  PredictionsTransaction,
  SegmentRow,
} from "./prediction-store.ts";
import { filesSql } from "./window-sql.ts";

/** Segments below so many rows are merged, once there are so many of them, into one of at most so many rows. */
const smallRows = 50_000;
const fewest = 12;
const mostRows = 500_000;
/** A replaced file stays so long for whoever still reads it. */
const keptMs = 10 * 60_000;

interface MergeDeps {
  readonly store: PredictionStore;
  readonly tables: TableEngine;
  readonly clock: Clock;
  readonly dir: string;
}

/** Little traffic makes little files: this keeps their number small. Nothing that was logged changes. */
export async function mergeSegments(deps: MergeDeps): Promise<void> {
  const bySchema = Map.groupBy(
    await deps.store.segments({}),
    ({ deployment, schema_id }) => `${deployment} ${schema_id}`,
  );
  for (const segments of bySchema.values()) {
    const small = smallOnes(segments);
    if (small.length > 0) await mergePredictions(deps, small);
  }
  for (const deployment of new Set([...bySchema.keys()].map((key) => key.split(" ")[0] ?? ""))) {
    const small = smallOnes(await deps.store.labelSegments(deployment));
    if (small.length > 0) await mergeLabels(deps, small);
  }
  await removeReplaced(deps);
}

function smallOnes<Row extends { readonly rows: number }>(segments: readonly Row[]): Row[] {
  const chosen: Row[] = [];
  let rows = 0;
  for (const segment of segments) {
    if (segment.rows >= smallRows || rows + segment.rows > mostRows) continue;
    chosen.push(segment);
    rows += segment.rows;
  }
  return chosen.length < fewest ? [] : chosen;
}

async function mergePredictions(deps: MergeDeps, newestFirst: readonly SegmentRow[]): Promise<void> {
  const parts = [...newestFirst].reverse();
  const path = freshPath(parts, "p");
  const { bytes } = await deps.tables.writeParquet(
    `SELECT * FROM ${filesOf(deps, parts)}`,
    join(deps.dir, path),
  );
  const versions = new Set(parts.flatMap((part) => JSON.parse(part.versions) as string[]));
  const merged: SegmentRow = {
    ...(parts[0] as SegmentRow),
    ...idRange(parts),
    path,
    rows: sum(parts.map(({ rows }) => rows)),
    shadow_rows: sum(parts.map(({ shadow_rows }) => shadow_rows)),
    bytes,
    at_from: Math.min(...parts.map(({ at_from }) => at_from)),
    at_to: Math.max(...parts.map(({ at_to }) => at_to)),
    versions: JSON.stringify([...versions]),
    created_at: deps.clock.now(),
  };
  await replace(deps, "prediction_segments", { path, parts }, (tx) =>
    tx.db.insertInto("prediction_segments").values(merged).execute(),
  );
}

async function mergeLabels(deps: MergeDeps, parts: readonly LabelSegmentRow[]): Promise<void> {
  const path = freshPath(parts, "l");
  const { rows } = await deps.tables.writeParquet(
    `SELECT id, arg_max(label, seq) AS label, arg_max(labelled_at, seq) AS labelled_at, max(seq) AS seq
    FROM ${filesOf(deps, parts)} GROUP BY id ORDER BY id`,
    join(deps.dir, path),
  );
  const merged: LabelSegmentRow = {
    ...(parts[0] as LabelSegmentRow),
    ...idRange(parts),
    path,
    seq: Math.max(...parts.map(({ seq }) => seq)),
    rows,
    created_at: deps.clock.now(),
  };
  await replace(deps, "label_segments", { path, parts }, (tx) =>
    tx.db.insertInto("label_segments").values(merged).execute(),
  );
}

/**
 * In one transaction the merged segment comes and its parts are replaced: nobody reads a row twice or not at all. Another
 * process of this project, such as a long command beside the server, may have merged a part meanwhile: then this merge
 * was for nothing, and the next one finds what there is.
 */
async function replace(
  { store, clock, dir }: MergeDeps,
  table: "prediction_segments" | "label_segments",
  { path, parts }: { readonly path: string; readonly parts: readonly { readonly path: string }[] },
  insertMerged: (tx: PredictionsTransaction) => Promise<unknown>,
): Promise<void> {
  const paths = parts.map((part) => part.path);
  const isDone = await store.write(async (tx) => {
    const there = tx.db.selectFrom(table).select("path").where("path", "in", paths);
    const left = await there.where("replaced_at", "is", null).execute();
    if (left.length < paths.length) return false;
    await insertMerged(tx);
    const update = tx.db.updateTable(table).set({ replaced_at: clock.now() });
    await update.where("path", "in", paths).execute();
    return true;
  });
  if (!isDone) await rm(join(dir, path), { force: true });
}

async function removeReplaced({ store, clock, dir }: MergeDeps): Promise<void> {
  const paths = await store.replacedBefore(clock.now() - keptMs);
  if (paths.length === 0) return;
  // File first: a record without a file is only forgotten later, a file without a record would be swept.
  for (const path of paths) await rm(join(dir, path), { force: true });
  await store.write(async (tx) => {
    for (const path of paths) {
      await tx.db.deleteFrom("prediction_segments").where("path", "=", path).execute();
      await tx.db.deleteFrom("label_segments").where("path", "=", path).execute();
    }
  });
}

function filesOf({ dir }: MergeDeps, parts: readonly { readonly path: string }[]): string {
  return filesSql(
    dir,
    parts.map(({ path }) => path),
  );
}

function freshPath(parts: readonly { readonly deployment: string }[], kind: "p" | "l"): string {
  return `${parts[0]?.deployment ?? ""}/${kind}-merged-${randomBytes(8).toString("hex")}.parquet`;
}

function idRange(parts: readonly { readonly min_id: string; readonly max_id: string }[]) {
  return {
    min_id: parts.map(({ min_id }) => min_id).sort()[0] ?? "",
    max_id:
      parts
        .map(({ max_id }) => max_id)
        .sort()
        .at(-1) ?? "",
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
