import type { Selectable, Transaction } from "kysely";
import type { Source } from "../../contract/records/datasets.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { SourcesTables } from "./tables.ts";

export type SourceRow = Selectable<SourcesTables["sources"]>;

export async function readSources(meta: MetaStore): Promise<Source[]> {
  const rows = await meta
    .read<SourcesTables>()
    .selectFrom("sources")
    .selectAll()
    .where("is_declared", "=", 1)
    .orderBy("name")
    .execute();
  return rows.map(sourceOf);
}

/** The source, or sources/unknown-source with the nearest name. */
export async function readSource(meta: MetaStore, name: string): Promise<Source> {
  const sources = await readSources(meta);
  const found = sources.find((source) => source.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    sources.map((source) => source.name),
  );
  throw fail("sources/unknown-source", { name, advice: near === undefined ? "" : `Did you mean ${near}?` });
}

export async function rowOf(db: Transaction<SourcesTables>, name: string): Promise<SourceRow> {
  const row = await db.selectFrom("sources").selectAll().where("name", "=", name).executeTakeFirst();
  if (row === undefined) throw fail("sources/unknown-source", { name, advice: "" });
  return row;
}

function sourceOf(row: SourceRow): Source {
  return {
    name: row.name,
    kind: row.kind,
    location: row.location,
    dataset: row.dataset,
    state: row.state,
    lastBatch: row.last_batch === null ? null : (JSON.parse(row.last_batch) as Source["lastBatch"]),
    batches: row.batches,
    rows: row.rows_read,
    error: row.error,
  };
}
