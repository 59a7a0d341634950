import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EventBus } from "../../../src/ports/event-bus.ts";
import type { MetaStore } from "../../../src/ports/meta-store.ts";

/** One store that can be opened several times, as by several processes. */
export interface StoreFixture extends AsyncDisposable {
  open(): Promise<{ meta: MetaStore; events: EventBus }>;
}

interface Tables {
  things: { id: string; count: number; ratio: number; note: string | null };
}

const things = {
  id: "things-001-things",
  statements: [
    "CREATE TABLE things (id TEXT PRIMARY KEY, count BIGINT NOT NULL, ratio DOUBLE PRECISION NOT NULL, note TEXT)",
  ],
};
const noted = { id: "things-002-index", statements: ["CREATE INDEX things_by_note ON things (note)"] };
const row = { id: "a", count: 2 ** 52, ratio: 0.1, note: null };

/** What every MetaStore must do. */
export function metaStoreSuite(name: string, fixture: () => Promise<StoreFixture>): void {
  describe(`MetaStore: ${name}`, () => {
    it("keeps what it acknowledged, as it was, for whoever opens it next", async () => {
      await using store = await fixture();
      {
        await using meta = await migrated(store);
        await meta.write<Tables, void>(
          async ({ db }) => void (await db.insertInto("things").values(row).execute()),
        );
      }
      await using again = await migrated(store);
      assert.deepEqual(await all(again), [row]);
    });

    it("does all of a transaction or nothing, its events included", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const work = meta.write<Tables, void>(async ({ db, emit }) => {
        await db.insertInto("things").values(row).execute();
        emit("source.batch-read", "s", { source: "s", rows: 1 });
        throw new RangeError("half way");
      });
      await assert.rejects(work, RangeError);
      assert.deepEqual(await all(meta), []);
      await using other = await store.open().then(({ events }) => events);
      assert.deepEqual(await other.recent(10), []);
    });

    it("lets no reader see a transaction before its end", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      await meta.write<Tables, void>(async ({ db }) => {
        await db.insertInto("things").values(row).execute();
        assert.equal((await all(meta)).length, 0);
      });
      assert.equal((await all(meta)).length, 1);
    });

    it("runs writes one after the other, so that no update is lost", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      await meta.append("things", ["id", "count", "ratio"], [["a", 0, 0]]);
      const increment = () =>
        meta.write<Tables, void>(async ({ db }) => {
          const { count } = await db.selectFrom("things").select("count").executeTakeFirstOrThrow();
          await new Promise(setImmediate);
          await db
            .updateTable("things")
            .set({ count: count + 1 })
            .execute();
        });
      await Promise.all(Array.from({ length: 50 }, increment));
      assert.equal((await all(meta))[0]?.count, 50);
    });

    it("loses no update between two that have it open, and neither finds it locked", async () => {
      await using store = await fixture();
      await using one = await migrated(store);
      await using two = await migrated(store);
      await one.append("things", ["id", "count", "ratio"], [["a", 0, 0]]);
      const increments = [one, two].flatMap((meta) =>
        Array.from({ length: 40 }, () =>
          meta.write<Tables, void>(async ({ db }) => {
            const { count } = await db.selectFrom("things").select("count").executeTakeFirstOrThrow();
            await new Promise(setImmediate);
            await db
              .updateTable("things")
              .set({ count: count + 1 })
              .execute();
          }),
        ),
      );
      await Promise.all(increments);
      assert.equal((await all(two))[0]?.count, 80);
    });

    it("refuses a write inside a write, instead of waiting for itself", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const nested = meta.write(() => meta.write(async () => 1));
      await assert.rejects(nested, { code: "storage/nested-write" });
      const appended = meta.write(() => meta.append("things", ["id"], [["a"]]));
      await assert.rejects(appended, { code: "storage/nested-write" });
      assert.equal(await meta.write(async () => 2), 2);
    });

    it("appends many calls at once; a refused row takes only its own call with it", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const calls = Array.from({ length: 30 }, (_, i) =>
        meta.append(
          "things",
          ["id", "count", "ratio"],
          [
            [`${i}-x`, i, i / 2],
            [i === 7 ? "6-x" : `${i}-y`, i, 0],
          ],
        ),
      );
      const settled = await Promise.allSettled(calls);
      assert.deepEqual(
        settled.flatMap(({ status }, i) => (status === "rejected" ? [i] : [])),
        [7],
      );
      assert.equal((await all(meta)).length, 58);
    });

    it("refuses names in append that are no identifiers", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const hostile = meta.append("things; drop table things", ["id"], [["a"]]);
      await assert.rejects(hostile, { code: "kernel/bad-input" });
      await assert.rejects(meta.append("things", ["id) values ('x') --"], [["a"]]), {
        code: "kernel/bad-input",
      });
    });

    it("says storage/constraint when a row is there already", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const insert = () =>
        meta.write<Tables, void>(
          async ({ db }) => void (await db.insertInto("things").values(row).execute()),
        );
      await insert();
      await assert.rejects(insert(), { code: "storage/constraint" });
    });

    it("applies each migration once, also later ones", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      await meta.migrate([things]);
      await meta.migrate([things, noted]);
      await using again = await store.open().then((opened) => opened.meta);
      await again.migrate([things, noted]);
    });

    it("refuses an edited migration and a store of a newer prumo, and applies nothing then", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      const edited = { ...things, statements: [...things.statements, "CREATE TABLE more (id TEXT)"] };
      await assert.rejects(meta.migrate([edited]), { code: "storage/migration-edited" });
      await meta.migrate([things, noted]);
      await assert.rejects(meta.migrate([things]), { code: "storage/newer-schema" });
      await meta.migrate([{ id: "others-001-x", statements: ["CREATE TABLE others (id TEXT)"] }]);
    });

    it("undoes all migrations of a call when one fails", async () => {
      await using store = await fixture();
      const { meta } = await store.open();
      await using _ = meta;
      await assert.rejects(meta.migrate([things, { id: "things-002-broken", statements: ["CREATE TABEL"] }]));
      await meta.migrate([things]);
      assert.deepEqual(await all(meta), []);
    });

    it("refuses writes through read()", async () => {
      await using store = await fixture();
      await using meta = await migrated(store);
      await assert.rejects(meta.read<Tables>().insertInto("things").values(row).execute());
    });
  });
}

async function migrated(store: StoreFixture): Promise<MetaStore> {
  const { meta } = await store.open();
  await meta.migrate([things]);
  return meta;
}

function all(meta: MetaStore): Promise<Tables["things"][]> {
  return meta.read<Tables>().selectFrom("things").selectAll().orderBy("id").execute();
}
