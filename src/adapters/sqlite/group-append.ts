import { setImmediate as nextTurn } from "node:timers/promises";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Connection } from "./connection.ts";
import type { WriteQueue } from "./write-queue.ts";

export type AppendRow = readonly (string | number | null)[];

interface Waiting {
  readonly sql: string;
  readonly rows: readonly AppendRow[];
  readonly done: PromiseWithResolvers<void>;
}

/** Rows written before the event loop gets a turn: about 5 ms at 600k rows/s. */
const rowsPerTurn = 3_000;

/**
 * Group commit. Whoever calls while a commit is under way, or in the same turn of the event loop, shares the
 * next one: the cost of a durable commit is one fsync, whatever it holds. Each call keeps its own savepoint,
 * so that one refused row does not take the others with it.
 */
export class GroupAppend {
  readonly #writer: Connection;
  readonly #queue: WriteQueue;
  #waiting: Waiting[] = [];

  constructor(writer: Connection, queue: WriteQueue) {
    this.#writer = writer;
    this.#queue = queue;
  }

  append(table: string, columns: readonly string[], rows: readonly AppendRow[]): Promise<void> {
    this.#queue.refuseNested();
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ sql: insertInto(table, columns), rows, done });
    if (this.#waiting.length === 1) void this.#queue.take(() => this.#commit()).catch(() => undefined);
    return done.promise;
  }

  async #commit(): Promise<void> {
    await nextTurn();
    const group = this.#waiting;
    this.#waiting = [];
    const refused = new Map<Waiting, unknown>();
    try {
      await this.#writer.begin();
      for (const call of group) {
        this.#writer.exec("savepoint append_call");
        try {
          await this.#insert(call);
        } catch (error) {
          if (!this.#writer.isTransaction) throw error; // SQLite gave up the whole transaction: disk full
          this.#writer.exec("rollback to append_call");
          refused.set(call, error);
        }
        this.#writer.exec("release append_call");
      }
      this.#writer.exec("commit");
    } catch (error) {
      this.#writer.rollback();
      for (const call of group) call.done.reject(error);
      return;
    }
    for (const call of group) {
      const error = refused.get(call);
      if (error === undefined) call.done.resolve();
      else call.done.reject(error);
    }
  }

  async #insert(call: Waiting): Promise<void> {
    let sinceTurn = 0;
    for (const row of call.rows) {
      this.#writer.run(call.sql, row);
      if (++sinceTurn % rowsPerTurn === 0) await nextTurn();
    }
  }
}

function insertInto(table: string, columns: readonly string[]): string {
  for (const name of [table, ...columns]) {
    if (!/^[a-z][a-z0-9_]*$/i.test(name)) {
      throw fail("kernel/bad-input", { where: "append", problem: `${name} is not an identifier` });
    }
  }
  return `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
}
