import { Kysely } from "kysely";
import type { EventData, EventType } from "../../contract/events.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore, MetaTransaction, Migration, RowValues } from "../../ports/meta-store.ts";
import type { Connection } from "./connection.ts";
import { GroupCommit } from "./group-commit.ts";
import { insertRows } from "./insert-rows.ts";
import { kyselyDialect } from "./kysely-dialect.ts";
import { applyMigrations } from "./migrate.ts";
import { storeError } from "./sqlite-error.ts";
import { WriteQueue } from "./write-queue.ts";

const eventColumns = ["type", "subject", "data", "at"] as const;

interface Dispatcher extends AsyncDisposable {
  /** Told after each commit that held events, of which types. */
  wake(types: ReadonlySet<EventType>): void;
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
  readonly #commits: GroupCommit;
  /** Kysely's table types are erased: each station states its own at the call. */
  readonly #writing: Kysely<unknown>;
  readonly #reading: Kysely<unknown>;
  #dispatcher: Dispatcher | undefined;

  constructor(writer: Connection, reader: Connection, clock: Clock) {
    this.#writer = writer;
    this.#reader = reader;
    this.#clock = clock;
    this.#commits = new GroupCommit(writer, this.#queue);
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
    const told = new Set<EventType>();
    const result = await this.#commits.run(async () => {
      try {
        return await (this.#writing as Kysely<Tables>).transaction().execute(async (db) => {
          const news: RowValues[] = [];
          const types = new Set<EventType>();
          const done = await work({
            db,
            emit: <Type extends EventType>(type: Type, subject: string, data: EventData[Type]) => {
              types.add(type);
              news.push([type, subject, JSON.stringify(data), this.#clock.now()]);
            },
            insert: (table, columns, rows, onConflict) =>
              insertRows(this.#writer, table, columns, rows, onConflict),
          });
          await insertRows(this.#writer, "events", eventColumns, news);
          for (const type of types) told.add(type);
          return done;
        });
      } catch (error) {
        throw storeError(error, this.#writer.path);
      }
    });
    if (told.size > 0) this.#dispatcher?.wake(told);
    return result;
  }

  async append(table: string, columns: readonly string[], rows: readonly RowValues[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#commits.run(() => insertRows(this.#writer, table, columns, rows));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher?.[Symbol.asyncDispose]();
    await this.#queue.idle();
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
  }
}
