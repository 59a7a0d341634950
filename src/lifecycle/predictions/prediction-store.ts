import { sql } from "kysely";
import type { MetaStore, MetaTransaction, Migration } from "../../ports/meta-store.ts";
import type { SegmentRange } from "./segment-buffer.ts";
import type { SegmentSchema } from "./segment-schema.ts";

export const predictionsMigrations: Migration[] = [
  {
    id: "predictions-001-segments",
    statements: [
      `create table prediction_schemas (id text primary key, declared text not null)`,
      `create table prediction_segments (
        path text primary key,
        deployment text not null,
        schema_id text not null,
        "rows" bigint not null,
        shadow_rows bigint not null,
        bytes bigint not null,
        min_id text not null,
        max_id text not null,
        at_from bigint not null,
        at_to bigint not null,
        versions text not null,
        created_at bigint not null,
        replaced_at bigint
      )`,
      `create index prediction_segments_by_id on prediction_segments (deployment, max_id)`,
      `create table label_segments (
        path text primary key,
        deployment text not null,
        seq bigint not null,
        "rows" bigint not null,
        min_id text not null,
        max_id text not null,
        created_at bigint not null,
        replaced_at bigint
      )`,
      `create index label_segments_by_deployment on label_segments (deployment, seq)`,
    ],
  },
];

export interface SegmentRow {
  path: string;
  deployment: string;
  schema_id: string;
  rows: number;
  shadow_rows: number;
  bytes: number;
  min_id: string;
  max_id: string;
  at_from: number;
  at_to: number;
  versions: string;
  created_at: number;
  /** When a merged segment took its place; its file goes a while later. */
  replaced_at: number | null;
}

export interface LabelSegmentRow {
  path: string;
  deployment: string;
  /** Number of the log it was written from: of two labels of one id the higher counts. */
  seq: number;
  rows: number;
  min_id: string;
  max_id: string;
  created_at: number;
  replaced_at: number | null;
}

export interface PredictionTables {
  prediction_schemas: { id: string; declared: string };
  prediction_segments: SegmentRow;
  label_segments: LabelSegmentRow;
}
export type PredictionsTransaction = MetaTransaction<PredictionTables>;

/** Which segments are asked for; half open in event time. */
export interface SegmentQuery {
  readonly deployment?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly id?: string | undefined;
}

/** The tables of the station. */
export class PredictionStore {
  readonly #meta: MetaStore;

  constructor(meta: MetaStore) {
    this.#meta = meta;
  }

  write<Result>(work: (tx: PredictionsTransaction) => Promise<Result>): Promise<Result> {
    return this.#meta.write<PredictionTables, Result>(work);
  }

  /** Newest first. */
  segments({ deployment, from, to, id }: SegmentQuery): Promise<SegmentRow[]> {
    let query = this.#read().selectFrom("prediction_segments").selectAll().where("replaced_at", "is", null);
    if (deployment !== undefined) query = query.where("deployment", "=", deployment);
    if (from !== undefined) query = query.where("at_to", ">=", from);
    if (to !== undefined) query = query.where("at_from", "<", to);
    if (id !== undefined) query = query.where("min_id", "<=", id).where("max_id", ">=", id);
    return query.orderBy("max_id", "desc").execute();
  }

  /** Those which may hold labels of ids between these, in order of their ids. */
  labelSegments(
    deployment: string,
    between?: { readonly min: string; readonly max: string },
  ): Promise<LabelSegmentRow[]> {
    let query = this.#read().selectFrom("label_segments").selectAll().where("replaced_at", "is", null);
    query = query.where("deployment", "=", deployment);
    if (between) query = query.where("max_id", ">=", between.min).where("min_id", "<=", between.max);
    return query.orderBy("min_id").execute();
  }

  async rowCounts(deployment: string): Promise<{ predictions: number; labels: number; lastSeq: number }> {
    const db = this.#read();
    const segments = db.selectFrom("prediction_segments").where("deployment", "=", deployment);
    const labels = db.selectFrom("label_segments").where("deployment", "=", deployment);
    const logged = await segments
      .where("replaced_at", "is", null)
      .select(sql<number | null>`sum("rows" - shadow_rows)`.as("rows"))
      .executeTakeFirst();
    const labelled = await labels
      .where("replaced_at", "is", null)
      .select(sql<number | null>`sum("rows")`.as("rows"))
      .executeTakeFirst();
    const last = await labels.select(sql<number | null>`max(seq)`.as("seq")).executeTakeFirst();
    return {
      predictions: logged?.rows ?? 0,
      labels: labelled?.rows ?? 0,
      lastSeq: last?.seq ?? 0,
    };
  }

  async schemas(): Promise<Map<string, SegmentSchema>> {
    const rows = await this.#read().selectFrom("prediction_schemas").selectAll().execute();
    // Written by this station only, from a SegmentSchema.
    return new Map(rows.map(({ id, declared }) => [id, JSON.parse(declared) as SegmentSchema]));
  }

  /** Paths of every segment file that some record names. */
  async paths(): Promise<Set<string>> {
    const predictions = await this.#read().selectFrom("prediction_segments").select("path").execute();
    const labels = await this.#read().selectFrom("label_segments").select("path").execute();
    return new Set([...predictions, ...labels].map(({ path }) => path));
  }

  /** Segments that were replaced before a time: nobody reads them any more. */
  async replacedBefore(at: number): Promise<string[]> {
    const db = this.#read();
    const predictions = db.selectFrom("prediction_segments").select("path").where("replaced_at", "<", at);
    const labels = db.selectFrom("label_segments").select("path").where("replaced_at", "<", at);
    return [...(await predictions.execute()), ...(await labels.execute())].map(({ path }) => path);
  }

  #read() {
    return this.#meta.read<PredictionTables>();
  }
}

export function segmentRow(
  of: { readonly path: string; readonly deployment: string; readonly schema: SegmentSchema },
  range: SegmentRange,
  bytes: number,
  createdAt: number,
): SegmentRow {
  return {
    path: of.path,
    deployment: of.deployment,
    schema_id: of.schema.id,
    rows: range.rows,
    shadow_rows: range.shadowRows,
    bytes,
    min_id: range.minId,
    max_id: range.maxId,
    at_from: range.atFrom,
    at_to: range.atTo,
    versions: JSON.stringify(range.versions),
    created_at: createdAt,
    replaced_at: null,
  };
}

export async function insertSegment(
  tx: PredictionsTransaction,
  row: SegmentRow,
  schema: SegmentSchema,
): Promise<void> {
  await tx.db
    .insertInto("prediction_schemas")
    .values({ id: schema.id, declared: JSON.stringify(schema) })
    .onConflict((on) => on.column("id").doNothing())
    .execute();
  await tx.db.insertInto("prediction_segments").values(row).execute();
}
