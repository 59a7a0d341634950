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

/** Kysely over one connection of node:sqlite. Transactions begin and end with the group they are in (`group-commit.ts`). */
export function kyselyDialect(connection: Connection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class NodeSqliteDriver implements Driver {
  readonly #forKysely: DatabaseConnection;

  constructor(connection: Connection) {
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

  async beginTransaction(): Promise<void> {}

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  /** The connection belongs to the store, which closes it. */
  async destroy(): Promise<void> {}
}

function execute<Row>(connection: Connection, query: CompiledQuery): QueryResult<Row> {
  if (connection.isQuery(query.sql)) return { rows: connection.all(query.sql, query.parameters) as Row[] };
  const done = connection.run(query.sql, query.parameters);
  return { rows: [], numAffectedRows: BigInt(done.changes), insertId: BigInt(done.lastId) };
}
