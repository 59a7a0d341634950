import assert from "node:assert/strict";
import { open, stat, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { sqliteFixture } from "../../../support/sqlite-fixture.ts";

const migration = {
  id: "x-001-things",
  statements: ["CREATE TABLE things (id BIGINT PRIMARY KEY, text TEXT)"],
};
const text = "x".repeat(2_000);

it("says storage/corrupt, with the way out, of a file that is no database", async () => {
  await using store = await sqliteFixture();
  await writeFile(store.path, "this is no database, however long it may be".repeat(200));
  await assert.rejects(store.open(), (error: { code: string; repair: string }) => {
    assert.equal(error.code, "storage/corrupt");
    assert.match(error.repair, /backup/);
    return true;
  });
});

it("says storage/corrupt of a database with overwritten pages", async () => {
  await using store = await sqliteFixture();
  {
    const { meta } = await store.open();
    await using _ = meta;
    await meta.migrate([migration]);
    await meta.append(
      "things",
      ["id", "text"],
      Array.from({ length: 500 }, (_, i) => [i, text] as const),
    );
  }
  const { size } = await stat(store.path);
  {
    await using file = await open(store.path, "r+");
    await file.write(Buffer.alloc(8_192, 0xff), 0, 8_192, Math.floor(size / 2 / 4_096) * 4_096);
  }
  await assert.rejects(store.open(), { code: "storage/corrupt" });
});

it("says storage/disk-full when there is no room, keeps what was there, and goes on when there is", async () => {
  await using store = await sqliteFixture();
  const { meta } = await store.open();
  await using _ = meta;
  await meta.migrate([migration]);
  await meta.append("things", ["id", "text"], [[1, text]]);
  // SQLITE_FULL by max_page_count is what a full disk gives (sqlite.org/rescode.html#full).
  await meta.write<unknown, void>(async ({ db }) => {
    const { sql } = await import("kysely");
    await sql`pragma max_page_count = 12`.execute(db);
  });
  const many = Array.from({ length: 1_000 }, (_, i) => [i + 2, text] as const);
  await assert.rejects(meta.append("things", ["id", "text"], many), { code: "storage/disk-full" });
  const written = meta.write<{ things: { id: number; text: string } }, void>(async ({ db }) => {
    for (const [id, value] of many) await db.insertInto("things").values({ id, text: value }).execute();
  });
  await assert.rejects(written, { code: "storage/disk-full" });
  const rows = await meta.read<{ things: { id: number } }>().selectFrom("things").select("id").execute();
  assert.deepEqual(rows, [{ id: 1 }]);
  await meta.write<unknown, void>(async ({ db }) => {
    const { sql } = await import("kysely");
    await sql`pragma max_page_count = 100000`.execute(db);
  });
  await meta.append("things", ["id", "text"], many);
});

it("refuses the file of a newer format", async () => {
  await using store = await sqliteFixture();
  {
    const { meta } = await store.open();
    await meta[Symbol.asyncDispose]();
  }
  const db = new DatabaseSync(store.path);
  db.exec("pragma user_version = 99");
  db.close();
  await assert.rejects(store.open(), { code: "storage/newer-schema" });
});

it("commits with the log synced at each commit", async () => {
  await using store = await sqliteFixture();
  const { meta } = await store.open();
  await using _ = meta;
  const found = await meta.write<unknown, unknown[]>(async ({ db }) => {
    const { sql } = await import("kysely");
    const mode = await sql`pragma journal_mode`.execute(db);
    const sync = await sql`pragma synchronous`.execute(db);
    return [...mode.rows, ...sync.rows];
  });
  // 2 is FULL, https://sqlite.org/pragma.html#pragma_synchronous
  assert.deepEqual(found, [{ journal_mode: "wal" }, { synchronous: 2 }]);
});

it("says storage/closed after the end", async () => {
  await using store = await sqliteFixture();
  const { meta } = await store.open();
  await meta.migrate([migration]);
  await meta[Symbol.asyncDispose]();
  await assert.rejects(meta.read<{ things: { id: number } }>().selectFrom("things").selectAll().execute(), {
    code: "storage/closed",
  });
});
