import { summaryOf, type Aggregate } from "../../../src/engines/search/query.ts";
import type { Run } from "../../../src/contract/records/experiments.ts";

export const aggregates = ["best", "last", "min", "max"] as const satisfies readonly Aggregate[];

/** What runs are set beside each other by: a parameter, an aggregate of a metric, or how long they took. */
export interface Field {
  /** As in the address: `params.depth`, `best.auc`, `duration`. */
  readonly id: string;
  readonly type: "param" | "metric" | "duration";
  readonly key: string;
  readonly aggregate: Aggregate;
  /** Whether every value is a number; otherwise they are categories. */
  readonly isNumber: boolean;
}
export type Value = number | string | null;

/** Of these runs: the metrics, then the parameters, by name, and how long they took (seconds). */
export function fieldsOf(runs: readonly Run[]): readonly Field[] {
  const keys = (of: (run: Run) => object) => [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();
  const metrics = keys((run) => run.metrics).flatMap((key) =>
    aggregates.map((aggregate): Field => ({
      id: `${aggregate}.${key}`,
      type: "metric",
      key,
      aggregate,
      isNumber: true,
    })),
  );
  const params = keys((run) => run.params).map((key): Field => ({
    id: `params.${key}`,
    type: "param",
    key,
    aggregate: "last",
    isNumber: runs.every((run) => !Object.hasOwn(run.params, key) || asNumber(run.params[key]) !== null),
  }));
  return [
    ...metrics,
    ...params,
    { id: "duration", type: "duration", key: "", aggregate: "last", isNumber: true },
  ];
}

/** What a run has of a field; null when it has none, or no finite number where numbers are. */
export function valueOf(run: Run, field: Field): Value {
  if (field.type === "duration") {
    return run.finishedAt === null ? null : (run.finishedAt - run.startedAt) / 1_000;
  }
  if (field.type === "param") {
    if (!Object.hasOwn(run.params, field.key)) return null;
    const text = run.params[field.key] ?? "";
    return field.isNumber ? asNumber(text) : text;
  }
  if (!Object.hasOwn(run.metrics, field.key)) return null;
  const value = Number(run.metrics[field.key]?.[summaryOf(field.key, field.aggregate)]);
  return Number.isFinite(value) ? value : null;
}

/** The number that a text is; null for words, for nothing and for what is not finite. */
export function asNumber(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Whether a field tells runs apart. */
export function varies(runs: readonly Run[], field: Field): boolean {
  const [first, ...rest] = runs;
  if (first === undefined) return false;
  const value = valueOf(first, field);
  return rest.some((run) => valueOf(run, field) !== value);
}

/** Fields that tell runs apart, those that most runs have first. */
export function tellingFields(runs: readonly Run[], fields: readonly Field[]): readonly Field[] {
  const counts = new Map(
    fields.map((field) => [field, runs.filter((run) => valueOf(run, field) !== null).length]),
  );
  return fields
    .filter((field) => varies(runs, field))
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

/** Numbers that are all above 0 and reach over two powers of ten or more, as learning rates do. */
export function spansDecades(values: readonly Value[]): boolean {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < 2 || numbers.some((value) => value <= 0)) return false;
  return numbers.reduce((a, b) => Math.max(a, b)) / numbers.reduce((a, b) => Math.min(a, b)) >= 100;
}
