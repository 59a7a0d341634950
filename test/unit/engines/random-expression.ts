import type { Expression } from "../../../src/contract/expression.ts";
import type { ColumnType, Lookup } from "../../../src/contract/model-graph.ts";
import type { Value } from "../../../src/engines/expressions/to-function.ts";
import type { Random } from "../../../src/kernel/random.ts";

/** Columns, lookups and values with the corners in them; the same for every property test. */

export const columns = {
  count: "number",
  'odd "name"; --': "number",
  city: "string",
  état: "string",
  paid: "boolean",
  at: "timestamp",
  until: "timestamp",
} as const satisfies Record<string, ColumnType>;

export const lookups: Record<string, Lookup> = {
  stateOf: { keys: ["lisboa", "it's", "São Paulo", "日本"], values: ["PT", "", "SP", "JP"] },
  altitudeOf: { keys: ["lisboa", "São Paulo", "x"], values: [2, 760.5, -1e300] },
};

const numbers = [0, -0, 1, -1, 0.1, -0.5, 3, 15, 1e-17, 1e308, -1e308, 5e-324, 2 ** 53, 1e16, -17.25, 1440];
const texts = [
  "",
  "lisboa",
  "LISBOA",
  "it's",
  "São Paulo",
  " SÃO PAULO\t",
  "日本",
  "😀é",
  "x",
  "ΣΑΣ",
  "\n",
  'a"b\\',
];
const times = [
  0, -1, -86_400_000, -62_135_596_800_000, 951_782_400_000, 978_307_199_999, 4_107_542_400_000,
  1_700_000_000_123,
];

export type Row = { [name: string]: Value };

export function randomRow(random: Random): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, random.below(6) === 0 ? null : value(type, random)]),
  );
}

export function value(type: ColumnType, random: Random): number | string | boolean {
  switch (type) {
    case "number":
      return random.below(2) === 0 ? pick(numbers, random) : Math.round((random.next() - 0.5) * 4_000) / 8;
    case "string":
      return pick(texts, random);
    case "boolean":
      return random.below(2) === 0;
    case "timestamp":
      return random.below(2) === 0 ? pick(times, random) : Math.floor((random.next() - 0.3) * 4e12);
  }
}

export interface Taste {
  /** Null literals. */
  readonly nulls: boolean;
  readonly trim: boolean;
}

/** A well-typed expression, at most `depth` operators deep. */
export function randomExpression(
  type: ColumnType,
  depth: number,
  random: Random,
  taste: Taste = { nulls: true, trim: true },
): Expression {
  const of = (wanted: ColumnType): Expression => randomExpression(wanted, depth - 1, random, taste);
  if (depth === 0 || random.below(6) === 0) return leaf(type, random, taste);
  if (random.below(10) === 0) return { op: "coalesce", of: [of(type), of(type)] };
  switch (type) {
    case "number":
      return numberOf(random, of);
    case "string": {
      const shape = random.below(taste.trim ? 4 : 3);
      if (shape === 0) return { op: "lookup", lookup: "stateOf", key: of("string") };
      if (shape === 1) return { op: "lower", of: of("string") };
      if (shape === 3) return { op: "trim", of: of("string") };
      return leaf(type, random, taste);
    }
    case "boolean":
      return booleanOf(random, of);
    case "timestamp":
      return { op: "coalesce", of: [of("timestamp"), of("timestamp")] };
  }
}

function numberOf(random: Random, of: (type: ColumnType) => Expression): Expression {
  const shape = random.below(12);
  if (shape < 5) {
    const op = pick(["add", "subtract", "multiply", "divide", "divide"] as const, random);
    return { op, left: of("number"), right: of("number") };
  }
  if (shape < 8) return { op: pick(["negate", "abs", "floor", "log1p"] as const, random), of: of("number") };
  if (shape < 10) {
    const op = pick(["minuteOfDay", "hour", "weekday", "dayOfMonth", "month"] as const, random);
    return { op, of: of("timestamp") };
  }
  if (shape === 10) return { op: "subtract", left: of("timestamp"), right: of("timestamp") };
  return { op: "lookup", lookup: "altitudeOf", key: of("string") };
}

function booleanOf(random: Random, of: (type: ColumnType) => Expression): Expression {
  const shape = random.below(8);
  if (shape < 3) {
    const type = pick(["number", "timestamp"] as const, random);
    return { op: pick(["gt", "gte", "lt", "lte"] as const, random), left: of(type), right: of(type) };
  }
  if (shape < 5) {
    const type = pick(["number", "timestamp", "string", "boolean"] as const, random);
    return { op: pick(["eq", "ne"] as const, random), left: of(type), right: of(type) };
  }
  if (shape === 5) return { op: "not", of: of("boolean") };
  if (shape === 6) {
    return { op: "isNull", of: of(pick(["number", "timestamp", "string", "boolean"] as const, random)) };
  }
  return { op: pick(["and", "or"] as const, random), left: of("boolean"), right: of("boolean") };
}

function leaf(type: ColumnType, random: Random, taste: Taste): Expression {
  const names = Object.entries(columns).flatMap(([name, of]) => (of === type ? [name] : []));
  if (random.below(3) > 0 || type === "timestamp") return { op: "column", name: pick(names, random) };
  if (taste.nulls && random.below(6) === 0) return { op: "literal", value: null };
  const literal = value(type, random);
  // JSON, in which expressions travel, has no minus zero
  return { op: "literal", value: literal === 0 ? 0 : literal };
}

export function pick<T>(from: readonly T[], random: Random): T {
  return from[random.below(from.length)] as T;
}
