import type { Field, Operator, SearchKind } from "./query.ts";

const equal: readonly Operator[] = ["=", "!="];
const numeric: readonly Operator[] = [...equal, ">", ">=", "<", "<="];
const textual: readonly Operator[] = [...equal, "LIKE", "ILIKE"];
const listed: readonly Operator[] = ["IN", "NOT IN"];
const nullness: readonly Operator[] = ["IS NULL", "IS NOT NULL"];

/** Attributes with text that take lists; those of logged models do all. */
const listedAttributes: Readonly<Record<Exclude<SearchKind, "loggedModel">, readonly string[]>> = {
  run: ["run_id"],
  experiment: ["experiment_id"],
  registeredModel: ["name"],
  modelVersion: ["name", "run_id"],
};

/**
 * The comparisons that a field takes: those of MLflow 3.17.2 (the searches of its SQL stores), and the order of
 * parameters, which are then numbers.
 */
export function operatorsOf(kind: SearchKind, field: Field): readonly Operator[] {
  switch (field.type) {
    case "metric":
      return numeric;
    case "param":
      return [...numeric, "LIKE", "ILIKE", ...(kind === "loggedModel" ? listed : nullness)];
    case "tag":
      if (kind === "loggedModel") return [...textual, ...listed];
      return kind === "run" || kind === "experiment" ? [...textual, ...nullness] : textual;
    case "dataset":
      return [...textual, ...listed];
    case "attribute":
      if (field.isNumber) return numeric;
      if (kind === "experiment" && field.name === "experiment_id") return [...equal, ...listed];
      return takesList(kind, field.name) ? [...textual, ...listed] : textual;
  }
}

/** Why a comparison does not fit the field, in MLflow's words, or undefined. */
export function refusal(kind: SearchKind, field: Field, operator: Operator): string | undefined {
  const fitting = operatorsOf(kind, field);
  if (fitting.includes(operator)) return undefined;
  const name = "key" in field ? field.key : field.name;
  if (nullness.includes(operator) && (kind === "run" || kind === "experiment")) {
    const where = kind === "run" ? "tags and params" : "tags";
    return `IS NULL / IS NOT NULL is only supported for ${where}, not for '${field.type}' '${name}'`;
  }
  if (kind === "loggedModel") {
    const expected = fitting.map((each) => `'${each}'`).join(", ");
    return `Invalid comparison operator for ${field.type}s.${name}: '${operator}'. Expected one of (${expected}).`;
  }
  if (listed.includes(operator) && field.type === "attribute" && !field.isNumber) {
    const takers = listedAttributes[kind].map((each) => `'${each}'`).join(", ");
    return `Only [${takers}] attributes support comparison with a list of quoted string values.`;
  }
  return `Invalid comparator '${operator}' not one of '${fitting.join(", ")}'`;
}

export function isOrder(operator: Operator): boolean {
  return operator === ">" || operator === ">=" || operator === "<" || operator === "<=";
}

function takesList(kind: SearchKind, name: string): boolean {
  return kind === "loggedModel" || listedAttributes[kind].includes(name);
}
