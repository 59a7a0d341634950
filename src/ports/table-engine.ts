/** A column of a result: typed where it can be. Timestamps are epoch milliseconds; null is NaN in numbers. */
export type ColumnValues = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

export interface ColumnBatch {
  readonly names: readonly string[];
  readonly columns: readonly ColumnValues[];
  readonly rows: number;
}

export type SqlValue = string | number | bigint | boolean | null;

/** SQL over immutable Parquet and CSV files. Opens lazily: the first call pays for loading the engine. */
export interface TableEngine extends AsyncDisposable {
  /** Small results as plain objects; timestamps as epoch ms, integers as numbers. */
  rows(
    sql: string,
    params?: readonly SqlValue[],
  ): Promise<Record<string, string | number | boolean | null>[]>;
  /** The whole result by column. */
  columns(sql: string, params?: readonly SqlValue[]): Promise<ColumnBatch>;
  /** The result in batches of a few thousand rows, in order. */
  batches(sql: string, params?: readonly SqlValue[]): AsyncIterable<ColumnBatch>;
  /** Column names and engine types of a query. */
  describe(
    sql: string,
  ): Promise<{ readonly name: string; readonly storageType: string; readonly nullable: boolean }[]>;
  /** Writes the result as one Parquet file (zstd), durable when it resolves; same query and data, same bytes. */
  writeParquet(sql: string, path: string): Promise<{ readonly rows: number; readonly bytes: number }>;
  /** Writes columns as one Parquet file, durable when it resolves. */
  writeColumns(
    batch: ColumnBatch,
    types: readonly string[],
    path: string,
  ): Promise<{ readonly rows: number; readonly bytes: number }>;
}
