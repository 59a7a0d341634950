import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Connection } from "./connection.ts";

/** Raised when tables of the adapter itself change. Kept in SQLite's user_version. */
const formatVersion = 1;

const statements = [
  `create table migrations (id text primary key, sha256 text not null, applied_at bigint not null)`,
  // autoincrement: a seq is never given out twice, even after rows were pruned.
  `create table events (
    seq integer primary key autoincrement,
    type text not null,
    subject text not null,
    data text not null,
    at bigint not null
  )`,
  `create index events_by_type on events (type, seq)`,
  // held_by and held_until: one process at a time delivers to a consumer.
  `create table event_consumers (
    consumer text primary key,
    seq bigint not null,
    held_by text,
    held_until bigint not null
  )`,
] as const;

/** Makes the adapter's own tables in a new file; refuses a file of a newer adapter. */
export async function createOutbox(writer: Connection): Promise<void> {
  if (fileVersion(writer) === formatVersion) return;
  await writer.begin();
  try {
    const version = fileVersion(writer);
    if (version > formatVersion) {
      throw fail("storage/newer-schema", { path: writer.path, migration: `format ${version}` });
    }
    if (version === 0) {
      for (const statement of statements) writer.exec(statement);
      writer.exec(`pragma user_version = ${formatVersion}`);
    }
    writer.exec("commit");
  } finally {
    writer.rollback();
  }
}

function fileVersion(writer: Connection): number {
  return Number(writer.all("pragma user_version")[0]?.["user_version"]);
}
