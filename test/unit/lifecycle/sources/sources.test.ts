import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openSqliteStore } from "../../../../src/adapters/sqlite/sqlite-store.ts";
import { datasetSpecSchema, type SourceSpec } from "../../../../src/contract/project/schema.ts";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { openSources } from "../../../../src/lifecycle/sources/index.ts";

const batch = { rows: 10, bytes: 100, durationMs: 5, cursor: "2001-01-01T00:00:00.000Z" };

async function open() {
  const folder = await mkdtempDisposable(join(tmpdir(), "prumo-sources-"));
  const clock = heldClock(1_000);
  const { meta, events } = await openSqliteStore(join(folder.path, "meta.db"), { clock });
  const sources = await openSources({ meta, clock });
  return {
    sources,
    events,
    declare: (declared: Record<string, SourceSpec>) =>
      sources.declare({
        datasets: Object.fromEntries(
          Object.entries(declared).map(([name, source]) => [name, datasetSpecSchema.parse({ source })]),
        ),
      }),
    async [Symbol.asyncDispose]() {
      await meta[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

describe("sources", () => {
  it("are what the project declares, in order of name", async () => {
    await using at = await open();
    await at.declare({ b: { kind: "csv", path: "b.csv" }, a: { kind: "parquet", path: "a.parquet" } });
    const listed = await at.sources.list();
    assert.deepEqual(
      listed.map(({ name, kind, location, state }) => [name, kind, location, state]),
      [
        ["a", "parquet", "a.parquet", "never-read"],
        ["b", "csv", "b.csv", "never-read"],
      ],
    );
    await assert.rejects(
      at.sources.show("c"),
      (error: unknown) => error instanceof PrumoError && error.code === "sources/unknown-source",
    );
  });

  it("go from never-read over reading to ready or failed, and tell of batches", async () => {
    await using at = await open();
    await at.declare({ a: { kind: "csv", path: "a.csv" } });
    await at.sources.beginRead("a");
    assert.equal((await at.sources.show("a")).state, "reading");
    await at.sources.recordBatch("a", "stp_1", batch);
    const ready = await at.sources.show("a");
    assert.deepEqual(
      [ready.state, ready.batches, ready.rows, ready.lastBatch],
      ["ready", 1, 10, { at: 1_000, ...batch }],
    );
    await at.sources.beginRead("a");
    await at.sources.failed("a", new Error("broken"));
    const failed = await at.sources.show("a");
    assert.deepEqual([failed.state, failed.error, failed.batches], ["failed", "broken", 1]);
    await at.sources.beginRead("a");
    await at.sources.recordBatch("a", "stp_2", batch);
    assert.equal((await at.sources.show("a")).error, null);
    const told = (await at.events.recent(10)).filter((event) => event.type === "source.batch-read");
    assert.deepEqual(
      told.map((event) => event.data),
      [
        { source: "a", rows: 10 },
        { source: "a", rows: 10 },
      ],
    );
  });

  it("count a batch once, however often it is reported", async () => {
    await using at = await open();
    await at.declare({ a: { kind: "csv", path: "a.csv" } });
    await at.sources.beginRead("a");
    for (let again = 0; again < 3; again++) await at.sources.recordBatch("a", "stp_1", batch);
    const source = await at.sources.show("a");
    assert.deepEqual([source.batches, source.rows], [1, 10]);
    assert.equal((await at.events.recent(10)).length, 1);
  });

  it("refuse a batch of a source that nobody reads", async () => {
    await using at = await open();
    await at.declare({ a: { kind: "csv", path: "a.csv" } });
    await assert.rejects(
      at.sources.recordBatch("a", "stp_1", batch),
      (error: unknown) => error instanceof PrumoError && error.code === "sources/bad-transition",
    );
  });

  it("keep their history over declarations, and start anew at another location", async () => {
    await using at = await open();
    await at.declare({ a: { kind: "csv", path: "a.csv" } });
    await at.sources.beginRead("a");
    await at.sources.recordBatch("a", "stp_1", batch);
    await at.declare({ a: { kind: "csv", path: "a.csv" } });
    assert.equal((await at.sources.show("a")).state, "ready");
    await at.declare({});
    assert.deepEqual(await at.sources.list(), []);
    await at.declare({ a: { kind: "csv", path: "other.csv" } });
    const moved = await at.sources.show("a");
    assert.deepEqual([moved.state, moved.location, moved.batches], ["never-read", "other.csv", 1]);
  });
});
