import type { Kysely, Transaction } from "kysely";
import type { EventData, EventType } from "../contract/events.ts";

/** One step of a schema's history. Never edited after release; a change is a new migration. */
export interface Migration {
  /** `experiments-001-runs`: station, number, what. Unique, run in order within its station. */
  readonly id: string;
  /**
   * Plain SQL that both dialects run; TEXT, BIGINT, DOUBLE PRECISION and JSON kept as TEXT. A table that is its
   * own index ends in `WITHOUT ROWID`, which an adapter other than SQLite's leaves out.
   */
  readonly statements: readonly string[];
}

export type RowValues = readonly (string | number | null)[];

/** What becomes of a row that is there already: left as it is, or given the new values of these columns. */
export type OnConflict =
  | "ignore"
  | { readonly columns: readonly string[]; readonly update: readonly string[] };

/** A transaction: all of it happens, with the events that tell of it, or nothing. */
export interface MetaTransaction<Tables> {
  readonly db: Transaction<Tables>;
  /** Written to the outbox with the change, dispatched after the commit is durable. */
  readonly emit: <Type extends EventType>(type: Type, subject: string, data: EventData[Type]) => void;
  /** Many rows into one table by a prepared statement; how many were written. */
  readonly insert: (
    table: string,
    columns: readonly string[],
    rows: readonly RowValues[],
    onConflict?: OnConflict,
  ) => Promise<number>;
}

/** Where records are kept. Acknowledged means durable. */
export interface MetaStore extends AsyncDisposable {
  readonly dialect: "sqlite" | "postgres";
  /** Applies what is missing; refuses a store that a newer prumo has written (storage/newer-schema). */
  migrate(migrations: readonly Migration[]): Promise<void>;
  /** Typed queries over the tables that a station owns. Reads only: writes go through `write`. */
  read<Tables>(): Kysely<Tables>;
  /**
   * One durable transaction. Must not be nested; the work may be run once only. Calls that come while a commit
   * is under way share the next one (group commit); each is undone alone when it throws.
   */
  write<Tables, Result>(work: (tx: MetaTransaction<Tables>) => Promise<Result>): Promise<Result>;
  /** `insert` as a transaction of its own, for log rows. Resolves when durable. */
  append(table: string, columns: readonly string[], rows: readonly RowValues[]): Promise<void>;
}
