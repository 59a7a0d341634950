import { operatorsOf } from "../../../../src/engines/search/operators.ts";
import { schemas } from "../../../../src/engines/search/fields.ts";
import type {
  Comparison,
  Field,
  Filter,
  Operator,
  SearchKind,
} from "../../../../src/engines/search/query.ts";
import type { Random } from "../../../../src/kernel/random.ts";

/** Keys and texts with the corners in them. */
const keys = [
  "acc",
  "val/loss",
  "a.b.c",
  "val-loss",
  "p.q-r",
  "1st",
  "a.5",
  "and",
  "not",
  "in",
  "a b",
  "it's",
  'a"b',
  "a`b",
  "日本",
  "😀",
  "__proto__",
  "constructor",
  "a@5:(x)",
  "-",
  ".",
  "a..b",
  "last",
  "%",
];
const texts = ["", "x", "it's", "''", '"', "`", "%_%", "a\\", "\n", "日本 😀", "AND", "now - 7d", "'", "1"];
const numbers = [0, 1, -1, 0.1, -1e-7, 1e21, 5e-324, 1.7976931348623157e308, Infinity, -Infinity, 123456789];
const times = [0, -5, 1_700_000_000_123, 12.5];

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.below(items.length)] as Item;

/** A filter as the parser makes them: no `and` or `or` of one, every comparison one that the kind allows. */
export function randomFilter(random: Random, kind: SearchKind, depth: number): Filter {
  const choice = depth === 0 ? 0 : random.below(6);
  if (choice < 3) return randomComparison(random, kind);
  if (choice === 3) return { type: "not", of: randomFilter(random, kind, depth - 1) };
  const of = Array.from({ length: 2 + random.below(3) }, () => randomFilter(random, kind, depth - 1));
  return { type: choice === 4 ? "and" : "or", of };
}

function randomComparison(random: Random, kind: SearchKind): Comparison {
  const field = randomField(random, kind);
  const operator = pick(random, operatorsOf(kind, field));
  return { type: "comparison", field, operator, value: randomValue(random, field, operator) };
}

export function randomField(random: Random, kind: SearchKind): Field {
  const { text, numbers: numeric, types } = schemas[kind];
  const type = pick(random, types);
  switch (type) {
    case "attribute": {
      const name = pick(random, [...text, ...numeric]);
      return { type, name, isNumber: numeric.includes(name) };
    }
    case "metric":
      return { type, key: pick(random, keys), aggregate: pick(random, ["last", "min", "max", "best"]) };
    case "dataset":
      return { type, name: pick(random, ["name", "digest", "context"]) };
    default:
      return { type, key: pick(random, keys) };
  }
}

function randomValue(random: Random, field: Field, operator: Operator): Comparison["value"] {
  if (operator === "IS NULL" || operator === "IS NOT NULL") return null;
  const isId = field.type === "attribute" && field.name === "experiment_id";
  const text = () => (isId ? String(random.below(100)) : pick(random, texts));
  if (operator === "IN" || operator === "NOT IN")
    return Array.from({ length: 1 + random.below(3) }, () => text());
  if (operator === "LIKE" || operator === "ILIKE") return text();
  if (field.type === "attribute" && field.isNumber)
    return field.name === "version_number" ? random.below(9) : pick(random, times);
  if (field.type === "metric") return pick(random, numbers);
  const isOrder = operator !== "=" && operator !== "!=";
  return field.type === "param" && (isOrder || random.below(2) === 0) ? pick(random, numbers) : text();
}
