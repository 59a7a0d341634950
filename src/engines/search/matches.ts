import { likeMatcher } from "./like.ts";
import { numberIn } from "./number-text.ts";
import { type Comparison, type Field, type Filter, summaryOf } from "./query.ts";
import type { SearchDataset, SearchRecord } from "./record.ts";

/**
 * Whether a record meets a filter; what SQL compiled from the filter must agree with. What a record lacks meets no
 * comparison but IS NULL (so `!=` leaves it out), NaN meets `!=` alone, and NOT holds whenever its inside does not.
 */
export function matches(filter: Filter | undefined, record: SearchRecord): boolean {
  return filter === undefined || matcher(filter)(record);
}

/** `matches` for many records: patterns are prepared once. */
export function matcher(filter: Filter): (record: SearchRecord) => boolean {
  switch (filter.type) {
    case "and": {
      const all = filter.of.map(matcher);
      return (record) => all.every((each) => each(record));
    }
    case "or": {
      const some = filter.of.map(matcher);
      return (record) => some.some((each) => each(record));
    }
    case "not": {
      const inner = matcher(filter.of);
      return (record) => !inner(record);
    }
    case "comparison":
      return comparisonMatcher(filter);
  }
}

type Value = string | number;

const promptTag = "mlflow.prompt.is_prompt";

function comparisonMatcher(given: Comparison): (record: SearchRecord) => boolean {
  const { field, operator, value } = given;
  const meets = test(given);
  if (field.type === "dataset") {
    return ({ datasets = [] }) =>
      datasets.some((each) => meetsOne(each[field.name as keyof SearchDataset], meets));
  }
  // MLflow's clients ask so for what is no prompt, and mean what lacks the tag as well.
  const asksForPrompts = field.type === "tag" && field.key === promptTag;
  const isMetByNone =
    operator === "IS NULL" ||
    (asksForPrompts && ((operator === "!=" && value === "true") || (operator === "=" && value === "false")));
  return (record) => {
    const found = valueOf(record, field);
    if (found === undefined) return isMetByNone;
    return meetsOne(typeof value === "number" && typeof found === "string" ? numberIn(found) : found, meets);
  };
}

function meetsOne(value: Value | undefined, meets: (value: Value) => boolean): boolean {
  return value !== undefined && meets(value);
}

function test({ operator, value }: Comparison): (found: Value) => boolean {
  switch (operator) {
    case "=":
      return (found) => found === value;
    case "!=":
      return (found) => found !== value;
    case ">":
      return (found) => found > (value as Value);
    case ">=":
      return (found) => found >= (value as Value);
    case "<":
      return (found) => found < (value as Value);
    case "<=":
      return (found) => found <= (value as Value);
    case "LIKE":
    case "ILIKE": {
      const like = likeMatcher(String(value), operator === "ILIKE");
      return (found) => like(String(found));
    }
    case "IN":
    case "NOT IN": {
      const values = new Set<unknown>(Array.isArray(value) ? value : [value]);
      return (found) => values.has(found) === (operator === "IN");
    }
    case "IS NULL":
      return () => false;
    case "IS NOT NULL":
      return () => true;
  }
}

/** What a record has in a field of one value. */
export function valueOf(record: SearchRecord, field: Field): Value | undefined {
  switch (field.type) {
    case "attribute":
      return record.attributes.get(field.name);
    case "metric":
      return record.metrics?.get(field.key)?.[summaryOf(field.key, field.aggregate)];
    case "param":
      return record.params?.get(field.key);
    case "tag":
      return record.tags?.get(field.key);
    case "dataset":
      return undefined;
  }
}
