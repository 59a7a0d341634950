import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ColumnBatch, ColumnValues, SqlValue, TableEngine } from "../../ports/table-engine.ts";
import { ColumnReader, type Driver } from "./column-reader.ts";
import { appendColumns } from "./column-writer.ts";
import { duckDbError } from "./duckdb-error.ts";
import { writeDurably } from "./durable-file.ts";
import { literal } from "./sql-text.ts";

export interface DuckDbOptions {
  /** Threads of the engine, beside the event loop. */
  readonly threads: number;
  /** Above it the engine spills to `tempDir`, or fails with datasets/out-of-memory where it cannot. */
  readonly memoryLimitBytes: number;
  /** Where sorts and joins spill to; made when needed. */
  readonly tempDir: string;
  /**
   * The only directories, below which files may be read and written. Absent: any file of this user, which is
   * right only because all SQL is ours.
   */
  readonly directories?: readonly string[];
}

interface Opened extends Driver {
  readonly instance: DuckDBInstance;
}

/**
 * DuckDB in memory over immutable files. Nothing is loaded before the first call (the import costs 100 ms and
 * more), no extension is ever fetched, and the settings are locked. A database file is never opened: two
 * instances on one path in one process lose data silently.
 */
export function openDuckDb(options: DuckDbOptions): TableEngine {
  return new DuckDbEngine(options);
}

class DuckDbEngine implements TableEngine {
  readonly #options: DuckDbOptions;
  #opening: Promise<Opened> | undefined;
  #isClosed = false;

  constructor(options: DuckDbOptions) {
    this.#options = options;
  }

  async rows(sql: string, params: readonly SqlValue[] = []) {
    const { names, columns, rows } = await this.columns(sql, params);
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(names.map((name, index) => [name, plain(columns[index]?.[row])])),
    );
  }

  async columns(sql: string, params: readonly SqlValue[] = []): Promise<ColumnBatch> {
    // awaited inside: a connection closed under its query crashes the process
    await using connected = await this.#connect();
    return await this.#guard(async () => {
      const { reader, result } = await start(connected, sql, params);
      const parts: ColumnValues[][] = [];
      let rows = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        parts.push(reader.read(chunk));
        rows += chunk.rowCount;
      }
      return { names: reader.names, columns: reader.join(parts, rows), rows };
    }, sql);
  }

  async *batches(sql: string, params: readonly SqlValue[] = []): AsyncIterable<ColumnBatch> {
    await using connected = await this.#connect();
    const { reader, result } = await this.#guard(() => start(connected, sql, params), sql);
    for (;;) {
      const chunk = await this.#guard(() => result.fetchChunk(), sql);
      if (chunk === null || chunk.rowCount === 0) return;
      yield { names: reader.names, columns: reader.read(chunk), rows: chunk.rowCount };
    }
  }

  async describe(sql: string) {
    const rows = await this.rows(`SELECT column_name, column_type, "null" FROM (DESCRIBE ${sql}\n)`);
    return rows.map((row) => ({
      name: String(row["column_name"]),
      storageType: String(row["column_type"]),
      nullable: row["null"] !== "NO",
    }));
  }

  async writeParquet(sql: string, path: string) {
    await using connected = await this.#connect();
    return await this.#copy(connected.connection, sql, path);
  }

  async writeColumns(batch: ColumnBatch, types: readonly string[], path: string) {
    await using connected = await this.#connect();
    const sql = await this.#guard(() => appendColumns(connected, connected.connection, batch, types));
    return await this.#copy(connected.connection, sql, path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const opened = await this.#opening?.catch(() => undefined);
    opened?.instance.closeSync();
  }

  /** Rows keep the order of the query. Same bytes for any number of threads if that order is total. */
  #copy(connection: DuckDBConnection, sql: string, path: string) {
    return this.#guard(
      () =>
        writeDurably(path, async (temporary) => {
          const result = await connection.runAndReadAll(
            `COPY (${sql}\n) TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
          );
          return { rows: Number(result.getRows()[0]?.[0] ?? 0) };
        }),
      sql,
      path,
    );
  }

  /** A connection of its own for each call: calls run side by side, and streams do not disturb each other. */
  async #connect() {
    if (this.#isClosed) throw fail("storage/closed", { path: "tables" });
    this.#opening ??= this.#open();
    const opened = await this.#opening;
    const connection = await opened.instance.connect();
    return {
      ...opened,
      connection,
      [Symbol.asyncDispose]: async () => connection.closeSync(),
    };
  }

  async #open(): Promise<Opened> {
    const api = await import("@duckdb/node-api");
    const { default: bindings } = await import("@duckdb/node-bindings");
    const { threads, memoryLimitBytes, tempDir, directories } = this.#options;
    const instance = await api.DuckDBInstance.create(":memory:", {
      threads: String(threads),
      memory_limit: `${Math.floor(memoryLimitBytes / 2 ** 20)}MiB`,
      temp_directory: tempDir,
      preserve_insertion_order: "true",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
    });
    const connection = await instance.connect();
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    if (directories !== undefined) {
      const allowed = [...directories, tempDir].map(literal).join(", ");
      await connection.run(`SET GLOBAL allowed_directories = [${allowed}]`);
      await connection.run("SET GLOBAL enable_external_access = false");
    }
    await connection.run("SET GLOBAL lock_configuration = true");
    connection.closeSync();
    return { api, bindings, instance };
  }

  async #guard<Result>(work: () => Promise<Result>, sql?: string, writing?: string): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const { memoryLimitBytes } = this.#options;
      throw duckDbError(error, { memoryLimitBytes, sql, writing });
    }
  }
}

/** The query under way, with its parameters bound. */
async function start(
  connected: Driver & { readonly connection: DuckDBConnection },
  sql: string,
  params: readonly SqlValue[],
) {
  const statement = await connected.connection.prepare(sql);
  for (const [index, value] of params.entries()) bind(statement, index + 1, value);
  const result = await statement.stream();
  return { result, reader: new ColumnReader(connected, result) };
}

/** A whole number is a BIGINT, so that it can be a limit, a key or epoch milliseconds. */
function bind(statement: DuckDBPreparedStatement, place: number, value: SqlValue): void {
  if (value === null) statement.bindNull(place);
  else if (typeof value === "string") statement.bindVarchar(place, value);
  else if (typeof value === "boolean") statement.bindBoolean(place, value);
  else if (typeof value === "bigint") statement.bindBigInt(place, value);
  else if (Number.isSafeInteger(value)) statement.bindBigInt(place, BigInt(value));
  else statement.bindDouble(place, value);
}

function plain(value: string | number | boolean | null | undefined): string | number | boolean | null {
  return value === undefined || (typeof value === "number" && Number.isNaN(value)) ? null : value;
}
