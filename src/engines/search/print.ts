import type { Comparison, Field, Filter, OrderTerm } from "./query.ts";

/** A filter as text that reads as the same filter; times are epoch milliseconds. */
export function printFilter(filter: Filter | undefined): string {
  return filter === undefined ? "" : print(filter);
}

/** A term of an order as text; without its dataset, for which the grammar has no words. */
export function printOrder({ field, isAscending }: OrderTerm): string {
  return `${printField(field)} ${isAscending ? "ASC" : "DESC"}`;
}

function print(filter: Filter): string {
  switch (filter.type) {
    case "or":
      return filter.of.map((each) => (each.type === "or" ? `(${print(each)})` : print(each))).join(" OR ");
    case "and":
      return filter.of.map(printTight).join(" AND ");
    case "not":
      return `NOT ${printTight(filter.of)}`;
    case "comparison":
      return printComparison(filter);
  }
}

function printTight(filter: Filter): string {
  return filter.type === "or" || filter.type === "and" ? `(${print(filter)})` : print(filter);
}

function printComparison({ field, operator, value }: Comparison): string {
  const left = `${printField(field)} ${operator}`;
  if (value === null) return left;
  if (typeof value === "string" || typeof value === "number") return `${left} ${printValue(value)}`;
  return `${left} (${value.map(printValue).join(", ")})`;
}

export function printValue(value: string | number): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (value === Infinity) return "INF";
  return value === -Infinity ? "-INF" : String(value);
}

/** `status`, `params.lr`, ``metrics.`a b` ``, `best(metrics.loss)`. */
export function printField(field: Field): string {
  switch (field.type) {
    case "attribute":
      return field.name;
    case "dataset":
      return `dataset.${field.name}`;
    case "metric": {
      const name = `metrics.${printKey(field.key)}`;
      return field.aggregate === "last" ? name : `${field.aggregate}(${name})`;
    }
    case "param":
    case "tag":
      return `${field.type}s.${printKey(field.key)}`;
  }
}

const plain = /^[\p{L}_][\p{L}\p{N}_/]*(?:[.-][\p{L}_][\p{L}\p{N}_/]*)*$/u;

function printKey(key: string): string {
  if (plain.test(key)) return key;
  if (!key.includes("`")) return `\`${key}\``;
  if (!key.includes('"')) return `"${key}"`;
  // Only a key that was written in parts can have both.
  return key
    .split(/([.-])/)
    .map((part) => (part === "." || part === "-" ? part : part.includes("`") ? `"${part}"` : `\`${part}\``))
    .join("");
}
