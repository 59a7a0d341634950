import type { Transaction } from "kysely";
import type { Json } from "../../../kernel/json.ts";
import { hashJson } from "../../../kernel/hashing.ts";
import type { MetaStore, MetaTransaction } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import type { ImportedKind, ImportTables } from "./tables.ts";

export interface Imported {
  readonly digest: string;
  readonly sourceRoot: string;
  readonly hasData: boolean;
  readonly hasFiles: boolean;
  /** When this digest was first met. */
  readonly at: number;
}

/** What an import wrote down of these ids. Ids that were removed since are not known any more. */
export async function readImported(
  meta: MetaStore,
  kind: ImportedKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Imported>> {
  if (ids.length === 0) return new Map();
  const db = meta.read<ExperimentsTables & ImportTables>();
  const rows = await db
    .selectFrom("imported")
    .selectAll()
    .where("kind", "=", kind)
    .where("id", "in", [...ids])
    .execute();
  const there = new Set<string>(ids);
  if (kind !== "experiment") {
    const table = kind === "run" ? ("runs" as const) : ("logged_models" as const);
    const found = await db
      .selectFrom(table)
      .select("id")
      .where("id", "in", [...ids])
      .execute();
    there.clear();
    for (const { id } of found) there.add(id);
  }
  return new Map(
    rows
      .filter(({ id }) => there.has(id))
      .map((row) => [
        row.id,
        {
          digest: row.digest,
          sourceRoot: row.source_root,
          hasData: row.has_data === 1,
          hasFiles: row.has_files === 1,
          at: row.at,
        },
      ]),
  );
}

const columns = ["kind", "id", "source", "source_root", "digest", "has_data", "has_files", "at"];

/** Notes what is about to be copied; the same digest again changes nothing, so that an interrupted import goes on. */
export async function noteImported(
  tx: MetaTransaction<ExperimentsTables>,
  now: number,
  found: {
    readonly kind: ImportedKind;
    readonly id: string;
    readonly source: string;
    readonly sourceRoot: string;
    readonly digest: string;
    /** Whether it is only being made here: what was written down of an earlier one is void. */
    readonly isNew: boolean;
  },
): Promise<void> {
  const db = tx.db as unknown as Transaction<ImportTables>;
  const before = await db
    .selectFrom("imported")
    .select("digest")
    .where("kind", "=", found.kind)
    .where("id", "=", found.id)
    .executeTakeFirst();
  if (before?.digest === found.digest && !found.isNew) return;
  const row = [found.kind, found.id, found.source, found.sourceRoot, found.digest, 0, 0, now];
  await tx.insert("imported", columns, [row], { columns: ["kind", "id"], update: columns.slice(2) });
}

/** Notes that all data, or all files, of these are here. */
export async function finishImported(
  meta: MetaStore,
  kind: ImportedKind,
  ids: readonly string[],
  what: "data" | "files",
): Promise<void> {
  if (ids.length === 0) return;
  await meta.write<ImportTables, void>(async ({ db }) => {
    await db
      .updateTable("imported")
      .set(what === "data" ? { has_data: 1 } : { has_files: 1 })
      .where("kind", "=", kind)
      .where("id", "in", [...ids])
      .execute();
  });
}

/** The digest of what a source says of a thing. */
export function digestOf(found: object): string {
  return hashJson(found as unknown as Json);
}

/** Where files of what is imported into an experiment are: always in our own store. */
export function rootOf(experiment: { readonly id: number; readonly artifact_root: string }): string {
  const root = experiment.artifact_root;
  return root.startsWith("mlflow-artifacts:/") ? root : `mlflow-artifacts:/${experiment.id}`;
}
