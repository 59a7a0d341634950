import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { isBusy, storeError } from "./sqlite-error.ts";
import { addFunctions } from "./sql-functions.ts";

/** How long a write waits for a writer in another process, asynchronously, before storage/busy. */
const busyLimitMs = 30_000;
/**
 * How long one call may block the event loop on a lock. The writer hardly: it waits in `begin`. A reader waits
 * only while another process recovers the log after a crash.
 */
const blockLimitMs = { writer: 2, reader: 5_000 };
const statementsKept = 256;

/** One SQLite connection with its prepared statements, oldest out first. Errors come in our words. */
export class Connection implements Disposable {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, options: { readonly readOnly: boolean }) {
    this.path = path;
    try {
      this.#db = new DatabaseSync(path, {
        readOnly: options.readOnly,
        timeout: options.readOnly ? blockLimitMs.reader : blockLimitMs.writer,
        enableForeignKeyConstraints: true,
      });
      addFunctions(this.#db);
    } catch (error) {
      throw storeError(error, path);
    }
  }

  get isTransaction(): boolean {
    return this.#db.isTransaction;
  }

  exec(sql: string): void {
    this.#told(() => this.#db.exec(sql));
  }

  all(sql: string, params: readonly unknown[] = []): Record<string, unknown>[] {
    return this.#told(() =>
      this.#statement(sql)
        .all(...params.map(bindable))
        .map((row) => ({ ...row })),
    );
  }

  run(sql: string, params: readonly unknown[] = []): { changes: number; lastId: number } {
    return this.#told(() => {
      const done = this.#statement(sql).run(...params.map(bindable));
      return { changes: Number(done.changes), lastId: Number(done.lastInsertRowid) };
    });
  }

  /** Whether the statement answers rows. */
  isQuery(sql: string): boolean {
    return this.#told(() => this.#statement(sql).columns().length > 0);
  }

  /** Takes the one write lock. */
  begin(): Promise<void> {
    return this.patiently(() => this.#db.exec("begin immediate"));
  }

  /**
   * Repeats what another process' lock keeps from happening. Waits without holding the event loop, hence not
   * by SQLite's own busy handler.
   */
  async patiently<Result>(work: () => Result): Promise<Result> {
    const giveUpAt = performance.now() + busyLimitMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 50)) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw storeError(error, this.path);
        if (performance.now() > giveUpAt) {
          throw fail("storage/busy", { path: this.path, seconds: busyLimitMs / 1_000 }, error);
        }
      }
      await sleep(waitMs);
    }
  }

  /** Ends a transaction that SQLite may already have ended by itself (disk full). */
  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec("rollback");
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > statementsKept) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }

  #told<Result>(work: () => Result): Result {
    if (!this.#db.isOpen) throw fail("storage/closed", { path: this.path });
    try {
      return work();
    } catch (error) {
      throw storeError(error, this.path);
    }
  }
}

/** Booleans are 0 and 1 in SQLite; what it cannot hold it refuses by itself. */
function bindable(value: unknown): SQLInputValue {
  if (value === true) return 1;
  if (value === false) return 0;
  return value as SQLInputValue;
}
