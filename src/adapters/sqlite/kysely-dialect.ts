import {
  type CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";
import type { Connection } from "./connection.ts";

/** Kysely over one connection of node:sqlite. Transactions take the write lock at their start. */
export function kyselyDialect(connection: Connection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class NodeSqliteDriver implements Driver {
  readonly #connection: Connection;
  readonly #forKysely: DatabaseConnection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#forKysely = {
      executeQuery: <Row>(query: CompiledQuery) => Promise.resolve(execute<Row>(connection, query)),
      async *streamQuery<Row>(query: CompiledQuery) {
        yield execute<Row>(connection, query);
      },
    };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#forKysely;
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    this.#connection.exec("commit");
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  /** The connection belongs to the store, which closes it. */
  async destroy(): Promise<void> {}
}

function execute<Row>(connection: Connection, query: CompiledQuery): QueryResult<Row> {
  if (connection.isQuery(query.sql)) return { rows: connection.all(query.sql, query.parameters) as Row[] };
  const done = connection.run(query.sql, query.parameters);
  return { rows: [], numAffectedRows: BigInt(done.changes), insertId: BigInt(done.lastId) };
}
