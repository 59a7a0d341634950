import type { CheckSpec } from "../../contract/project/schema.ts";
import type { CheckResult, Column } from "../../contract/records/datasets.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import { quoteName } from "../expressions/to-sql.ts";
import { numberSql, textSql } from "./sql-text.ts";

export type Scalar = string | number | boolean | null;

/** What a check found. `failingRows` is null where the check does not speak of rows. */
export interface Finding {
  readonly isMet: boolean;
  readonly failingRows: number | null;
  readonly measured: number | string | null;
}

/** One check, ready to run: aggregates for the common scan, and how to read them. */
export interface PlannedCheck {
  readonly name: string;
  readonly kind: CheckSpec["kind"];
  readonly dimension: CheckResult["dimension"];
  readonly columns: readonly string[];
  readonly severity: CheckSpec["severity"];
  readonly expected: string;
  /** SQL without a table that throws when the check's pattern is not one of RE2. */
  readonly probe: string | null;
  /** SQL scalars over the rows of `relation` (itself SQL of a table); a subquery reads it once more. */
  aggregates(relation: string): readonly string[];
  /** `values` are those of the aggregates, in order. */
  judge(values: readonly Scalar[], rows: number): Finding;
}

type Spec<Kind extends CheckSpec["kind"]> = Extract<CheckSpec, { kind: Kind }>;

/**
 * Turns declared checks into planned ones. Nulls break `notNull` only: the other checks look at the values
 * that are there. Throws datasets/unknown-column or datasets/bad-check for what the schema cannot meet.
 */
export function planChecks(checks: readonly CheckSpec[], schema: readonly Column[]): PlannedCheck[] {
  return checks.map((check) => {
    const columns = columnsOf(check);
    const name = columns.length === 0 ? check.kind : `${check.kind}(${columns.join(", ")})`;
    if (check.kind !== "columnTypes") for (const column of columns) requireColumn(column, schema, name);
    const { kind, severity } = check;
    return { name, kind, columns, severity, probe: null, ...plan(check, name, schema) };
  });
}

type Plan = Pick<PlannedCheck, "dimension" | "expected" | "aggregates" | "judge"> &
  Partial<Pick<PlannedCheck, "probe">>;

function plan(check: CheckSpec, name: string, schema: readonly Column[]): Plan {
  switch (check.kind) {
    case "notNull":
      return planNotNull(check);
    case "inRange":
      return planInRange(check, name, schema);
    case "matches":
      return planMatches(check, name, schema);
    case "inSet":
      return planInSet(check, name, schema);
    case "unique":
      return planUnique(check);
    case "rowCount":
      return planRowCount(check, name);
    case "columnTypes":
      return planColumnTypes(check, schema);
  }
}

function planNotNull({ columns }: Spec<"notNull">): Plan {
  const isNull = columns.map((column) => `${quoteName(column)} IS NULL`);
  return {
    dimension: "completeness",
    expected: "no nulls",
    aggregates: () => [
      `count_if(${isNull.join(" OR ")})`,
      ...isNull.map((condition) => `count_if(${condition})`),
    ],
    judge: ([failing, ...each]) => {
      const holes = columns.map((column, index) => ({ column, nulls: Number(each[index]) }));
      const named = holes.filter(({ nulls }) => nulls > 0).map(({ column, nulls }) => `${column} ${nulls}`);
      return found(failing, named.length === 0 ? 0 : named.join(", "));
    },
  };
}

function planInRange({ column, min, max }: Spec<"inRange">, name: string, schema: readonly Column[]): Plan {
  const expected = rangeText(name, min, max);
  const { type } = requireColumn(column, schema, name);
  if (type !== "number" && type !== "timestamp")
    throw bad(name, `${column} is a ${type}, which has no range`);
  const value = type === "timestamp" ? `epoch_ms(${quoteName(column)})` : quoteName(column);
  const breaks = [
    ...(min === undefined ? [] : [`${value} < ${numberSql(min)}`]),
    ...(max === undefined ? [] : [`${value} > ${numberSql(max)}`]),
  ];
  return {
    dimension: "validity",
    expected,
    aggregates: () => [`count_if(${breaks.join(" OR ")})`, `min(${value})`, `max(${value})`],
    judge: ([failing, low, high]) =>
      found(failing, low === null ? null : `${String(low)} to ${String(high)}`),
  };
}

function planMatches({ column, pattern }: Spec<"matches">, name: string, schema: readonly Column[]): Plan {
  const { type } = requireColumn(column, schema, name);
  if (type !== "string") throw bad(name, `${column} is a ${type}, not a string`);
  const re2 = textSql(re2Pattern(pattern, name));
  const breaks = `NOT regexp_matches(${quoteName(column)}, ${re2})`;
  return {
    dimension: "validity",
    expected: `/${pattern}/`,
    probe: `SELECT regexp_matches('', ${re2})`,
    aggregates: () => withExample(column, breaks),
    judge: ([failing, example]) => found(failing, textOf(example)),
  };
}

function planInSet({ column, values }: Spec<"inSet">, name: string, schema: readonly Column[]): Plan {
  const { type } = requireColumn(column, schema, name);
  const wanted = type === "number" ? "number" : "string";
  if (type === "timestamp") throw bad(name, `${column} is a timestamp; use inRange`);
  const strange = values.find((value) => typeof value !== wanted);
  if (strange !== undefined)
    throw bad(name, `${JSON.stringify(strange)} is not a ${type}, which ${column} is`);
  const set = values.map((value) => (typeof value === "number" ? numberSql(value) : textSql(value)));
  const value = type === "boolean" ? `CAST(${quoteName(column)} AS VARCHAR)` : quoteName(column);
  return {
    dimension: "validity",
    expected: `one of ${values.slice(0, 20).join(", ")}${values.length > 20 ? " …" : ""}`,
    aggregates: () => withExample(column, `${value} NOT IN (${set.join(", ")})`),
    judge: ([failing, example]) => found(failing, textOf(example)),
  };
}

/** Every row of a repeated key breaks it; rows with a null in the key are not compared, as in SQL. */
function planUnique({ columns }: Spec<"unique">): Plan {
  const key = columns.map(quoteName).join(", ");
  const isWhole = columns.map((column) => `${quoteName(column)} IS NOT NULL`).join(" AND ");
  const repeated = (relation: string): string =>
    `(SELECT count(*) AS n FROM ${relation} WHERE ${isWhole} GROUP BY ${key} HAVING count(*) > 1)`;
  return {
    dimension: "uniqueness",
    expected: "every key once",
    aggregates: (relation) => [
      `(SELECT coalesce(sum(n), 0) FROM ${repeated(relation)})`,
      `(SELECT count(*) FROM ${repeated(relation)})`,
    ],
    judge: ([failing, keys]) => found(failing, Number(keys)),
  };
}

function planRowCount({ min, max }: Spec<"rowCount">, name: string): Plan {
  const expected = rangeText(name, min, max);
  return {
    dimension: "volume",
    expected,
    aggregates: () => [],
    judge: (_, rows) => ({
      isMet: rows >= (min ?? 0) && rows <= (max ?? Infinity),
      failingRows: null,
      measured: rows,
    }),
  };
}

function planColumnTypes({ types }: Spec<"columnTypes">, schema: readonly Column[]): Plan {
  const wanted = Object.entries(types);
  const wrong = wanted.flatMap(([name, type]) => {
    const column = schema.find((each) => each.name === name);
    if (column === undefined) return [`${name} is absent`];
    return column.type === type ? [] : [`${name} is ${column.type}`];
  });
  return {
    dimension: "schema",
    expected: wanted.map(([name, type]) => `${name} ${type}`).join(", "),
    aggregates: () => [],
    judge: () => ({
      isMet: wrong.length === 0,
      failingRows: null,
      measured: wrong.length === 0 ? "as expected" : wrong.join(", "),
    }),
  };
}

function columnsOf(check: CheckSpec): string[] {
  if ("columns" in check) return check.columns;
  if ("column" in check) return [check.column];
  return check.kind === "columnTypes" ? Object.keys(check.types) : [];
}

function requireColumn(name: string, schema: readonly Column[], where: string): Column {
  const column = schema.find((each) => each.name === name);
  if (column !== undefined) return column;
  throw unknownColumn(
    name,
    schema.map((each) => each.name),
    where,
  );
}

/** datasets/unknown-column with the nearest name, or those there are. */
export function unknownColumn(column: string, known: readonly string[], where: string): PrumoError {
  const near = nearest(column, known);
  const advice =
    near === undefined ? `It has ${known.slice(0, 20).join(", ") || "none"}.` : `Did you mean ${near}?`;
  return fail("datasets/unknown-column", { column, where, advice, nearest: near ?? null });
}

/** Number of rows that break it, and the least text that does. */
function withExample(column: string, breaks: string): string[] {
  return [`count_if(${breaks})`, `min(CAST(${quoteName(column)} AS VARCHAR)) FILTER (${breaks})`];
}

function found(failing: Scalar | undefined, measured: Finding["measured"]): Finding {
  const failingRows = Number(failing);
  return { isMet: failingRows === 0, failingRows, measured };
}

function textOf(value: Scalar | undefined): string | null {
  return value === null || value === undefined ? null : String(value).slice(0, 100);
}

function rangeText(name: string, min: number | undefined, max: number | undefined): string {
  if (min === undefined && max === undefined) throw bad(name, "it needs min or max");
  if (max === undefined) return `at least ${min}`;
  if (min === undefined) return `at most ${max}`;
  if (min > max) throw bad(name, `min ${min} is above max ${max}`);
  return `${min} to ${max}`;
}

/**
 * A JavaScript pattern in RE2's syntax, where both mean the same. RE2 has no look-around and no back
 * references, which is what makes it safe: its time is linear in the text.
 */
function re2Pattern(pattern: string, name: string): string {
  try {
    void new RegExp(pattern);
  } catch (cause) {
    throw bad(name, cause instanceof Error ? cause.message : "the pattern is not valid", cause);
  }
  const bare = pattern.replaceAll("\\\\", "");
  if (/\(\?<?[=!]/.test(bare))
    throw bad(name, "the pattern may not look ahead or behind ((?= (?! (?<= (?<!)");
  if (/\\(?:[1-9]|k<)/.test(bare))
    throw bad(name, "the pattern may not refer back to a group (\\1, \\k<name>)");
  return pattern
    .replaceAll(/\\u\{([0-9a-f]+)\}/gi, "\\x{$1}")
    .replaceAll(/\\u([0-9a-f]{4})/gi, "\\x{$1}")
    .replaceAll("(?<", "(?P<")
    .replaceAll("\\/", "/");
}

function bad(check: string, problem: string, cause?: unknown): PrumoError {
  return fail("datasets/bad-check", { check, problem }, cause);
}
