import { Kysely } from "kysely";
import type { EventData, EventType } from "../../contract/events.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore, MetaTransaction, Migration } from "../../ports/meta-store.ts";
import type { Connection } from "./connection.ts";
import { GroupAppend, type AppendRow } from "./group-append.ts";
import { kyselyDialect } from "./kysely-dialect.ts";
import { applyMigrations } from "./migrate.ts";
import { storeError } from "./sqlite-error.ts";
import { WriteQueue } from "./write-queue.ts";

interface Dispatcher extends AsyncDisposable {
  /** Told after each commit that held events. */
  wake(): void;
}

/**
 * Two connections to one file in WAL mode: the writer, whose transactions stand in a queue, and a reader that
 * sees what is committed and never waits for it.
 */
export class SqliteMetaStore implements MetaStore {
  readonly dialect = "sqlite";
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #clock: Clock;
  readonly #queue = new WriteQueue();
  readonly #appends: GroupAppend;
  /** Kysely's table types are erased: each station states its own at the call. */
  readonly #writing: Kysely<unknown>;
  readonly #reading: Kysely<unknown>;
  #dispatcher: Dispatcher | undefined;

  constructor(writer: Connection, reader: Connection, clock: Clock) {
    this.#writer = writer;
    this.#reader = reader;
    this.#clock = clock;
    this.#appends = new GroupAppend(writer, this.#queue);
    this.#writing = new Kysely({ dialect: kyselyDialect(writer) });
    this.#reading = new Kysely({ dialect: kyselyDialect(reader) });
  }

  attach(dispatcher: Dispatcher): void {
    this.#dispatcher = dispatcher;
  }

  async migrate(migrations: readonly Migration[]): Promise<void> {
    await this.#queue.take(async () => {
      await this.#writer.begin();
      try {
        applyMigrations(this.#writer, migrations, this.#clock.now());
        this.#writer.exec("commit");
      } finally {
        this.#writer.rollback();
      }
    });
  }

  read<Tables>(): Kysely<Tables> {
    return this.#reading as Kysely<Tables>;
  }

  async write<Tables, Result>(work: (tx: MetaTransaction<Tables>) => Promise<Result>): Promise<Result> {
    let hasNews = false;
    const result = await this.#queue.take(async () => {
      try {
        return await (this.#writing as Kysely<Tables>).transaction().execute(async (db) => {
          const news: (readonly [string, string, string, number])[] = [];
          const done = await work({
            db,
            emit: <Type extends EventType>(type: Type, subject: string, data: EventData[Type]) =>
              void news.push([type, subject, JSON.stringify(data), this.#clock.now()]),
          });
          for (const row of news) {
            this.#writer.run("insert into events (type, subject, data, at) values (?, ?, ?, ?)", row);
          }
          hasNews = news.length > 0;
          return done;
        });
      } catch (error) {
        throw storeError(error, this.#writer.path);
      }
    });
    if (hasNews) this.#dispatcher?.wake();
    return result;
  }

  async append(table: string, columns: readonly string[], rows: readonly AppendRow[]): Promise<void> {
    if (rows.length > 0) await this.#appends.append(table, columns, rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher?.[Symbol.asyncDispose]();
    await this.#queue.idle();
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
  }
}
