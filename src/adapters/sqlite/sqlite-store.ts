import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { Connection } from "./connection.ts";
import { SqliteMetaStore } from "./meta-store.ts";
import { createOutbox } from "./outbox-tables.ts";
import { OutboxBus } from "./outbox-bus.ts";
import { storeError } from "./sqlite-error.ts";

export interface SqliteStoreOptions {
  readonly clock: Clock;
  /** How often events that another process committed are looked for. Default 500 ms; idle it costs one pragma. */
  readonly pollMs?: number;
  /** Told when a consumer of events throws; it is tried again. Default: a line on stderr. */
  readonly warn?: (text: string) => void;
}

/** Files up to this size are checked whole when opened; the check reads them once. */
const checkedBytes = 16 * 1024 * 1024;

/**
 * Opens, or makes, the one file that holds all records and the outbox of events. Several processes may have
 * it open at once. Closing `meta` closes `events` as well.
 */
export async function openSqliteStore(
  path: string,
  options: SqliteStoreOptions,
): Promise<{ readonly meta: MetaStore; readonly events: EventBus }> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw fail("storage/read-only", { path: dirname(path), reason: String(cause) }, cause);
  });
  using opening = new DisposableStack();
  const writer = opening.use(new Connection(path, { readOnly: false }));
  await prepareFile(writer);
  const reader = opening.use(new Connection(path, { readOnly: true }));
  const meta = new SqliteMetaStore(writer, reader, options.clock);
  const events = new OutboxBus(meta, reader, options);
  meta.attach(events);
  opening.move();
  return { meta, events };
}

async function prepareFile(writer: Connection): Promise<void> {
  try {
    await writer.patiently(() => {
      writer.exec("pragma journal_mode = wal");
      writer.exec("pragma synchronous = full");
      writer.exec("pragma journal_size_limit = 67108864");
      refuseDamage(writer);
    });
    await createOutbox(writer);
  } catch (error) {
    throw storeError(error, writer.path);
  }
}

function refuseDamage(writer: Connection): void {
  const [size] = writer.all(
    "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()",
  );
  if (Number(size?.["bytes"]) > checkedBytes) return;
  const findings = writer.all("pragma quick_check(3)").map((row) => String(row["quick_check"]));
  if (findings[0] !== "ok") throw fail("storage/corrupt", { path: writer.path, reason: findings.join("; ") });
}
