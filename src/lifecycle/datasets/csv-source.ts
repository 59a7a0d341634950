import { open } from "node:fs/promises";
import type { Column } from "../../contract/records/datasets.ts";
import { textSql } from "../../engines/quality/sql-text.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { parseHeader } from "./csv-header.ts";

/** SQL of a table whose columns have their types. */
export interface SourceTable {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly storageType: string }[];
}

const headerBytes = 1 << 20;

/** What a text can be, as bits, so that OR over a column tells all that it holds. */
const whole = 1;
const fraction = 2;
const flag = 4;
const moment = 8;

const allowed: Readonly<Record<Column["type"], number>> = {
  number: whole | fraction,
  boolean: flag,
  timestamp: moment,
  string: 31,
};

/**
 * A CSV file (RFC 4180, UTF-8, with a header) as a typed table. DuckDB's own sniffer is not used: it drops
 * lines that do not fit its guess without a word, and reads a time with an offset as if it had none. Types come
 * from all rows: a column is a number, a boolean or a timestamp (ISO 8601; UTC unless it has an offset) if
 * every value of it is; codes such as 007 and numbers of more than 18 digits stay text. `declared` types must
 * hold, else sources/unreadable-file names the first row that breaks them.
 */
export async function csvTable(
  tables: TableEngine,
  file: { readonly path: string; readonly pathSql: string; readonly delimiter?: string | undefined },
  declared: Readonly<Record<string, Column["type"]>>,
): Promise<SourceTable> {
  const { names, delimiter } = parseHeader(await readStart(file.path), file.path, file.delimiter);
  const texts = names.map((name) => `${textSql(name)}: 'VARCHAR'`).join(", ");
  const raw = `read_csv(${file.pathSql}, auto_detect = false, header = true, delim = ${textSql(delimiter)},
    quote = '"', escape = '"', nullstr = '', strict_mode = true, null_padding = false, columns = {${texts}})`;
  const masks = names.map((name, index) => `bit_or(${kindSql(quoteName(name))}) AS k${index}`);
  const [found] = await tables.rows(`SELECT ${masks.join(", ")} FROM ${raw}`);
  const columns = [];
  for (const [index, name] of names.entries()) {
    const mask = Number(found?.[`k${index}`] ?? 0);
    const type = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (type !== undefined && (mask & ~allowed[type]) !== 0)
      throw await wrongValue(tables, raw, file.path, name, type);
    columns.push({ name, storageType: type === "string" ? "VARCHAR" : typeOf(mask, type) });
  }
  const selected = columns.map(
    ({ name, storageType }) => `${cast(quoteName(name), storageType)} AS ${quoteName(name)}`,
  );
  return { sql: `(SELECT ${selected.join(", ")} FROM ${raw})`, columns };
}

async function readStart(path: string): Promise<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.alloc(headerBytes);
  const { bytesRead } = await file.read(buffer, 0, headerBytes, 0);
  return buffer.subarray(0, bytesRead);
}

function kindSql(column: string): string {
  const full = (pattern: string): string => `regexp_full_match(${column}, '${pattern}', 'i')`;
  return `CASE WHEN ${column} IS NULL THEN 0
    WHEN ${full("-?(0|[1-9][0-9]{0,17})")} THEN ${whole}
    WHEN ${full("[-+]?((0|[1-9][0-9]{0,17})([.][0-9]*)?|[.][0-9]+)(e[-+]?[0-9]+)?|[-+]?(nan|inf|infinity)")} THEN ${fraction}
    WHEN ${full("true|false")} THEN ${flag}
    WHEN ${full("[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)?)?")}
      AND TRY_CAST(${column} AS TIMESTAMPTZ) IS NOT NULL THEN ${moment}
    ELSE 16 END`;
}

function typeOf(mask: number, declared: Column["type"] | undefined): string {
  if (mask === whole) return "BIGINT";
  if (mask === fraction || mask === (whole | fraction)) return "DOUBLE";
  if (mask === flag) return "BOOLEAN";
  if (mask === moment) return "TIMESTAMP";
  // without any value, the declaration decides
  const empty = { number: "DOUBLE", boolean: "BOOLEAN", timestamp: "TIMESTAMP", string: "VARCHAR" } as const;
  return mask === 0 && declared !== undefined ? empty[declared] : "VARCHAR";
}

function cast(column: string, storageType: string): string {
  if (storageType === "VARCHAR") return column;
  if (storageType !== "TIMESTAMP") return `CAST(${column} AS ${storageType})`;
  return `(CAST(${column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`;
}

async function wrongValue(
  tables: TableEngine,
  raw: string,
  path: string,
  name: string,
  type: Column["type"],
): Promise<PrumoError> {
  const column = quoteName(name);
  const [row] = await tables.rows(
    `SELECT n, left(v, 100) AS v FROM (SELECT row_number() OVER () AS n, ${column} AS v, ${kindSql(column)} AS k FROM ${raw})
    WHERE (k & ~${allowed[type]}) <> 0 ORDER BY n LIMIT 1`,
  );
  const problem = `the column ${name} should hold only ${type} values, but row ${String(row?.["n"])} has ${JSON.stringify(row?.["v"])}.`;
  return fail("sources/unreadable-file", { file: path, problem });
}
