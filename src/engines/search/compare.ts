import { valueOf } from "./matches.ts";
import type { OrderTerm, SearchKind } from "./query.ts";
import type { SearchRecord } from "./record.ts";

/**
 * A comparison of records for `sort`, as MLflow orders: whatever the direction, values come first, then NaN, then
 * what lacks the field; ties as the kind has them, so that the order is total.
 */
export function compare(
  terms: readonly OrderTerm[],
  kind: SearchKind,
): (a: SearchRecord, b: SearchRecord) => number {
  const asked = terms.length === 0 ? (natural[kind] ?? []) : terms;
  const all = [...asked, ...ties[kind]];
  return (a, b) => {
    for (const term of all) {
      const order = compareBy(term, a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

const by = (name: string, isNumber: boolean, isAscending: boolean): OrderTerm => ({
  field: { type: "attribute", name, isNumber },
  isAscending,
});

/** What decides between equals. */
const ties: Readonly<Record<SearchKind, readonly OrderTerm[]>> = {
  run: [by("start_time", true, false), by("run_id", false, true)],
  experiment: [by("experiment_id", false, false)],
  loggedModel: [by("creation_timestamp", true, false), by("model_id", false, true)],
  registeredModel: [by("name", false, true)],
  modelVersion: [by("name", false, true), by("version_number", true, false)],
};

/** The order when none is asked for, where it is another than that of the ties. */
const natural: Readonly<Partial<Record<SearchKind, readonly OrderTerm[]>>> = {
  experiment: [by("creation_time", true, false), by("experiment_id", false, true)],
  modelVersion: [by("last_updated_timestamp", true, false)],
};

type Value = string | number;

function compareBy(term: OrderTerm, a: SearchRecord, b: SearchRecord): number {
  const [left, right] = [keyOf(term, a), keyOf(term, b)];
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0 || left === undefined || right === undefined) return rank;
  const order = compareValues(left, right);
  return term.isAscending ? order : -order;
}

function keyOf({ field, dataset }: OrderTerm, record: SearchRecord): Value | undefined {
  if (field.type !== "metric" || dataset === undefined) {
    const value = valueOf(record, field);
    // The ids of experiments are whole numbers, too large for some of them to be a `number`.
    const isId = field.type === "attribute" && field.name === "experiment_id";
    return isId && value !== undefined ? String(value).padStart(20, "0") : value;
  }
  return record.measured?.find(
    (each) =>
      each.key === field.key &&
      each.dataset === dataset.name &&
      (dataset.digest === null || each.digest === dataset.digest),
  )?.value;
}

function rankOf(value: Value | undefined): 0 | 1 | 2 {
  if (value === undefined) return 2;
  return Number.isNaN(value) ? 1 : 0;
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (Number.isNaN(a)) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, which is the order of their UTF-8 bytes in a database; `<` would go by UTF-16. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return surrogatesLast(left) - surrogatesLast(right);
  }
  return a.length - b.length;
}

/** Halves of characters beyond U+FFFF moved behind all others. */
function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
