/** A finite number with an exponent, so that DuckDB reads a DOUBLE and not a DECIMAL. */
export function numberSql(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`SQL cannot hold ${value}`);
  const text = String(value);
  return `(${text.includes("e") ? text : `${text}e0`})`;
}

export function textSql(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A path as a literal for `read_parquet` and `read_csv`: glob characters in it stand for themselves. */
export function pathSql(path: string): string {
  return textSql(path.replaceAll(/[*?[]/g, "[$&]"));
}

/** A Parquet file as a table in SQL, its columns from the file alone, not from its folder's name. */
export function parquetSql(path: string): string {
  return `read_parquet(${pathSql(path)}, hive_partitioning = false)`;
}
