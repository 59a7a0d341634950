import type { Prediction } from "../../contract/records/deployments.ts";
import { predictionSchema } from "../../contract/records/deployments.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { KeptLabel } from "./label-log.ts";
import type { LabelSegmentRow, PredictionStore, SegmentRow } from "./prediction-store.ts";
import { inputColumn, type SegmentSchema } from "./segment-schema.ts";
import { joinedSql, type Rows } from "./window-sql.ts";

export interface ReaderDeps {
  readonly store: PredictionStore;
  readonly tables: TableEngine;
  readonly dir: string;
  /** A label that no segment holds yet. */
  readonly freshLabel: (deployment: string, id: string) => KeptLabel | undefined;
}

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly deployment?: string | undefined;
  readonly modelVersionId?: string | undefined;
  readonly labelled?: "yes" | "no" | undefined;
  /** Event time, half open, epoch ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export const answeredRoles = ["live", "candidate"] as const;

/** A page of answered predictions, newest first. The cursor is the last id of the page before. */
export async function listPredictions(
  deps: ReaderDeps,
  query: ListQuery,
): Promise<{ items: Prediction[]; next: string | null }> {
  const { limit, cursor, deployment, modelVersionId, labelled, from, to } = query;
  const found = await deps.store.segments({ deployment, from, to });
  const segments = found.filter(({ min_id, versions }) => {
    const isBefore = cursor === undefined || min_id < cursor;
    return isBefore && (modelVersionId === undefined || versions.includes(`"${modelVersionId}"`));
  });
  const rows: Rows = {
    from,
    to,
    roles: answeredRoles,
    beforeId: cursor,
    ...(modelVersionId === undefined ? {} : { versions: [modelVersionId] }),
    ...(labelled === undefined ? {} : { labelled: labelled === "yes" }),
  };
  // Newest segments first, more of them until the page is full: ids rise, so older ones cannot come before.
  for (let taken = 0; ;) {
    taken = moreSegments(segments, taken, limit);
    const some = segments.slice(0, taken);
    const items = await read(deps, some, rows, limit + 1);
    const oldest = segments[taken]?.max_id;
    const last = items[Math.min(limit, items.length) - 1]?.id;
    const isFull = items.length > limit && (oldest === undefined || (last ?? "") > oldest);
    if (!isFull && taken < segments.length) continue;
    const page = items.slice(0, limit);
    return { items: page, next: items.length > limit ? (page.at(-1)?.id ?? null) : null };
  }
}

export async function findPrediction(deps: ReaderDeps, id: string): Promise<Prediction> {
  const segments = await deps.store.segments({ id });
  const [found] = await read(deps, segments, { roles: answeredRoles, id }, 1);
  if (found === undefined) throw fail("predictions/unknown", { id });
  return found;
}

/** How many segments to read after `taken` gave too little: at least four times the rows. */
function moreSegments(segments: readonly SegmentRow[], taken: number, limit: number): number {
  const wanted = Math.max(limit * 2, 4 * sumRows(segments.slice(0, taken)));
  let [count, rows] = [taken, sumRows(segments.slice(0, taken))];
  while (count < segments.length && (rows < wanted || count === taken)) rows += segments[count++]?.rows ?? 0;
  return count;
}

function sumRows(segments: readonly SegmentRow[]): number {
  return segments.reduce((sum, { rows }) => sum + rows, 0);
}

async function read(
  deps: ReaderDeps,
  segments: readonly SegmentRow[],
  rows: Rows,
  limit: number,
): Promise<Prediction[]> {
  if (segments.length === 0) return [];
  const labels = await labelsFor(deps.store, segments);
  const sql = joinedSql(deps.dir, segments, labels, rows);
  const found = await deps.tables.rows(`SELECT * FROM (${sql}) ORDER BY id DESC LIMIT ${Math.trunc(limit)}`);
  const schemas = await deps.store.schemas();
  const deploymentOf = new Map<string, string>(segments.map((s) => [s.path, s.deployment]));
  const only = new Set(deploymentOf.values());
  return found.map((row) => {
    const id = String(row["id"]);
    const deployment = only.size === 1 ? [...only][0] : segmentOf(segments, id)?.deployment;
    const fresh = deps.freshLabel(deployment ?? "", id);
    return asPrediction(row, deployment ?? "", schemas.get(String(row["schema"])), fresh);
  });
}

/** Segments that may hold labels of these predictions. */
export async function labelsFor(
  store: PredictionStore,
  segments: readonly SegmentRow[],
): Promise<LabelSegmentRow[]> {
  const found: LabelSegmentRow[] = [];
  for (const deployment of new Set(segments.map((segment) => segment.deployment))) {
    const own = segments.filter((segment) => segment.deployment === deployment);
    const ids = own.flatMap(({ min_id, max_id }) => [min_id, max_id]).sort();
    found.push(...(await store.labelSegments(deployment, { min: ids[0] ?? "", max: ids.at(-1) ?? "" })));
  }
  return found;
}

function segmentOf(segments: readonly SegmentRow[], id: string): SegmentRow | undefined {
  return segments.find(({ min_id, max_id }) => min_id <= id && id <= max_id);
}

type FoundRow = Record<string, string | number | boolean | null>;

function asPrediction(
  row: FoundRow,
  deployment: string,
  schema: SegmentSchema | undefined,
  fresh: KeptLabel | undefined,
): Prediction {
  const inputs = (schema?.inputs ?? []).map(({ name, type }) => {
    const value = row[inputColumn(name)] ?? null;
    const isTime = type === "timestamp" && typeof value === "number";
    return [name, isTime ? new Date(value).toISOString() : value] as const;
  });
  return {
    id: String(row["id"]),
    deployment,
    modelVersionId: String(row["model_version_id"]),
    role: predictionSchema.shape.role.parse(row["role"]),
    at: Number(row["at"]),
    answeredAt: Number(row["answered_at"]),
    inputs: Object.fromEntries(inputs),
    score: Number(row["score"]),
    predicted: String(row["predicted"]),
    label: fresh?.label ?? numberOrNull(row["label"]),
    labelledAt: fresh?.at ?? numberOrNull(row["labelled_at"]),
  };
}

function numberOrNull(value: FoundRow[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
