import { fail } from "../../kernel/errors/prumo-error.ts";
import { sha256 } from "../../kernel/hashing.ts";
import type { Migration } from "../../ports/meta-store.ts";
import type { Connection } from "./connection.ts";

/**
 * Applies the missing ones in order, all or none of them. Two refusals: a migration that was edited after it
 * had been applied, and a store that has a migration of the same station which this prumo does not know.
 * Runs inside a transaction of the caller.
 */
export function applyMigrations(writer: Connection, migrations: readonly Migration[], now: number): void {
  const applied = new Map(
    writer.all("select id, sha256 from migrations").map((row) => [String(row["id"]), String(row["sha256"])]),
  );
  const known = new Set(migrations.map((migration) => migration.id));
  const stations = new Set(migrations.map((migration) => stationOf(migration.id)));
  for (const id of applied.keys()) {
    if (stations.has(stationOf(id)) && !known.has(id)) {
      throw fail("storage/newer-schema", { path: writer.path, migration: id });
    }
  }
  for (const { id, statements } of migrations) {
    const digest = sha256(statements.join(";\n"));
    const before = applied.get(id);
    if (before === digest) continue;
    if (before !== undefined) throw fail("storage/migration-edited", { path: writer.path, migration: id });
    for (const statement of statements) writer.exec(statement);
    writer.run("insert into migrations (id, sha256, applied_at) values (?, ?, ?)", [id, digest, now]);
  }
}

/** `experiments-001-runs` → `experiments`. */
function stationOf(id: string): string {
  return id.replace(/-\d+.*$/, "");
}
