import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { type Batch, nextState } from "./source.ts";
import { rowOf } from "./source-store.ts";
import type { SourcesTables } from "./tables.ts";

export async function beginRead(meta: MetaStore, name: string): Promise<void> {
  await meta.write<SourcesTables, void>(async ({ db }) => {
    const { state } = await rowOf(db, name);
    await db
      .updateTable("sources")
      .set({ state: nextState(name, state, "begin") })
      .where("name", "=", name)
      .execute();
  });
}

/** Counts a batch, once for each `readId`. */
export async function recordBatch(
  { meta, clock }: { readonly meta: MetaStore; readonly clock: Clock },
  name: string,
  readId: string,
  batch: Batch,
): Promise<void> {
  await meta.write<SourcesTables, void>(async ({ db, emit }) => {
    const row = await rowOf(db, name);
    if (row.last_read_id === readId) return;
    await db
      .updateTable("sources")
      .set({
        state: nextState(name, row.state, "finish"),
        last_batch: JSON.stringify({ at: clock.now(), ...batch }),
        last_read_id: readId,
        batches: row.batches + 1,
        rows_read: row.rows_read + batch.rows,
        error: null,
      })
      .where("name", "=", name)
      .execute();
    emit("source.batch-read", name, { source: name, rows: batch.rows });
  });
}

/** A read failed; what it said is kept until the next one succeeds. */
export async function recordFailure(meta: MetaStore, name: string, error: unknown): Promise<void> {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
  await meta.write<SourcesTables, void>(async ({ db }) => {
    const { state } = await rowOf(db, name);
    await db
      .updateTable("sources")
      .set({ state: nextState(name, state, "fail"), error: text })
      .where("name", "=", name)
      .execute();
  });
}
