import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Signal, StoredEvent } from "../../../src/contract/events.ts";
import type { EventBus } from "../../../src/ports/event-bus.ts";
import type { MetaStore } from "../../../src/ports/meta-store.ts";
import type { StoreFixture } from "../meta-store/suite.ts";

/** What every EventBus must do. `open` gives a bus and the store whose commits it tells of. */
export function eventBusSuite(name: string, fixture: () => Promise<StoreFixture>): void {
  describe(`EventBus: ${name}`, () => {
    it("delivers what was committed, in order, only the types asked for", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      const seen: number[] = [];
      events.consume("c", ["source.batch-read"], async (event) => void seen.push(rowsOf(event)));
      for (let rows = 1; rows <= 20; rows++) await tell(meta, rows);
      await meta.write(async ({ emit }) =>
        emit("retraining.decided", "r", { responseId: "r", decision: "ignore" }),
      );
      await events.settle();
      assert.deepEqual(
        seen,
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    });

    it("delivers to a consumer what was committed before it came", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      await tell(meta, 1);
      const seen: number[] = [];
      events.consume("c", ["source.batch-read"], async (event) => void seen.push(rowsOf(event)));
      await events.settle();
      assert.deepEqual(seen, [1]);
    });

    it("goes on after the last event that was finished, when opened again", async () => {
      await using store = await fixture();
      const seen: number[] = [];
      const open = async () => {
        const { meta, events } = await store.open();
        events.consume("c", ["source.batch-read"], async (event) => void seen.push(rowsOf(event)));
        return { meta, events };
      };
      {
        const { meta, events } = await open();
        await using _ = meta;
        await tell(meta, 1);
        await events.settle();
      }
      const { meta, events } = await open();
      await using _ = meta;
      await tell(meta, 2);
      await events.settle();
      assert.deepEqual(seen, [1, 2]);
    });

    it("tries a throwing handler again with the same event, and passes over none", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      const seen: number[] = [];
      events.consume("c", ["source.batch-read"], async (event) => {
        seen.push(rowsOf(event));
        if (seen.length === 2) throw new Error("not now");
      });
      for (const rows of [1, 2, 3]) await tell(meta, rows);
      await events.settle();
      assert.deepEqual(seen, [1, 2, 2, 3]);
    });

    it("delivers to one of two that have the store open, also what the other committed", async () => {
      await using store = await fixture();
      const one = await store.open();
      const two = await store.open();
      await using both = new AsyncDisposableStack();
      both.use(one.meta);
      both.use(two.meta);
      const seen: number[] = [];
      for (const { events } of [one, two]) {
        events.consume("c", ["source.batch-read"], async (event) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          seen.push(rowsOf(event));
        });
      }
      for (let rows = 1; rows <= 15; rows++) await tell(rows % 2 === 0 ? one.meta : two.meta, rows);
      await one.events.settle();
      await two.events.settle();
      assert.deepEqual(
        seen,
        Array.from({ length: 15 }, (_, i) => i + 1),
      );
    });

    it("follows: replayed after a seq, then live, with signals", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      for (const rows of [1, 2, 3]) await tell(meta, rows);
      const [, second] = (await events.recent(3)).toReversed();
      const end = new AbortController();
      const following = collect(events, second?.seq, end, 3);
      await new Promise(setImmediate);
      events.signal({ topic: "traffic", subject: "d", data: 1 });
      await new Promise(setImmediate);
      await tell(meta, 4);
      const seen = await following;
      assert.deepEqual(
        seen.map((news) => ("seq" in news ? rowsOf(news) : news.topic)),
        [3, "traffic", 4],
      );
    });

    it("follows from now on when no seq is given, and ends with its signal", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      await tell(meta, 1);
      const end = new AbortController();
      const following = collect(events, undefined, end, 1);
      await tell(meta, 2);
      assert.deepEqual(
        (await following).map((news) => ("seq" in news ? rowsOf(news) : 0)),
        [2],
      );
    });

    it("follows what another that has the store open commits", async () => {
      await using store = await fixture();
      const one = await store.open();
      const two = await store.open();
      await using both = new AsyncDisposableStack();
      both.use(one.meta);
      both.use(two.meta);
      const following = collect(one.events, undefined, new AbortController(), 1);
      await tell(two.meta, 9);
      assert.equal((await following).length, 1);
    });

    it("gives the newest events first", async () => {
      await using store = await fixture();
      const { meta, events } = await store.open();
      await using _ = meta;
      for (const rows of [1, 2, 3]) await tell(meta, rows);
      assert.deepEqual((await events.recent(2)).map(rowsOf), [3, 2]);
    });
  });
}

function tell(meta: MetaStore, rows: number): Promise<void> {
  return meta.write(async ({ emit }) => emit("source.batch-read", "s", { source: "s", rows }));
}

function rowsOf(event: StoredEvent): number {
  assert.ok("rows" in event.data);
  return event.data.rows;
}

async function collect(
  events: EventBus,
  after: number | undefined,
  end: AbortController,
  count: number,
): Promise<(StoredEvent | Signal)[]> {
  const seen: (StoredEvent | Signal)[] = [];
  for await (const news of events.follow(after, end.signal)) {
    seen.push(news);
    if (seen.length === count) end.abort();
  }
  return seen;
}
