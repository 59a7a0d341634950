import type { RunKeys } from "../../../src/contract/records/experiments.ts";
import { parseField } from "../../../src/engines/search/parse-fields.ts";
import { printField } from "../../../src/engines/search/print.ts";
import {
  type Aggregate,
  type Field,
  isLowerBetter,
  SearchSyntaxError,
} from "../../../src/engines/search/query.ts";

export const kinds = ["attribute", "metric", "param", "tag"] as const;
export type Kind = (typeof kinds)[number];

/** A column; its id is a field of the search grammar, or `duration`, which no search knows. */
export interface RunColumn {
  readonly id: string;
  readonly kind: Kind;
  /** Of a metric, parameter or tag; the name of an attribute. */
  readonly key: string;
  readonly aggregate: Aggregate;
  readonly isNumber: boolean;
  readonly isSortable: boolean;
  /** What is looked for first in this column stands first when it falls. */
  readonly isLowerBetter: boolean;
  readonly width: number;
}

/** The name of a run, which is always the first column. */
export const nameField = "run_name";

const attributes: Readonly<Record<string, { isNumber?: boolean; isSortable?: boolean; width: number }>> = {
  status: { width: 110 },
  start_time: { width: 130 },
  end_time: { width: 130 },
  duration: { isNumber: true, isSortable: false, width: 90 },
  user_id: { width: 110 },
  run_id: { width: 150 },
};
export const attributeIds: readonly string[] = Object.keys(attributes);

export function columnOf(id: string): RunColumn | undefined {
  const known = Object.hasOwn(attributes, id) ? attributes[id] : undefined;
  if (known !== undefined) {
    const { isNumber = false, isSortable = true, width } = known;
    return {
      id,
      kind: "attribute",
      key: id,
      aggregate: "last",
      isNumber,
      isSortable,
      isLowerBetter: false,
      width,
    };
  }
  const field = fieldOf(id);
  if (field === undefined || field.type === "attribute" || field.type === "dataset") return undefined;
  const isMetric = field.type === "metric";
  return {
    id: printField(field),
    kind: field.type,
    key: field.key,
    aggregate: isMetric ? field.aggregate : "last",
    isNumber: isMetric,
    isSortable: true,
    isLowerBetter: isMetric && isLowerBetter(field.key),
    width: isMetric ? 130 : 120,
  };
}

export function fieldOf(text: string): Field | undefined {
  try {
    return parseField(text, "run");
  } catch (error) {
    if (error instanceof SearchSyntaxError) return undefined;
    throw error;
  }
}

export const metricId = (key: string, aggregate: Aggregate): string =>
  printField({ type: "metric", key, aggregate });
export const keyId = (kind: Exclude<Kind, "attribute">, key: string): string =>
  printField(kind === "metric" ? { type: kind, key, aggregate: "last" } : { type: kind, key });

/** Tags that programs set for themselves are shown when they are chosen. */
const isPrivate = (key: string) => key.startsWith("mlflow.") || key.startsWith("prumo.");

function first(kind: Exclude<Kind, "attribute">, all: RunKeys["tags"]["items"], count: number): string[] {
  return all.slice(0, count).map(({ key }) => keyId(kind, key));
}

/** What is shown until somebody chooses: the most frequent keys. */
export function usualColumns({ metrics, params, tags }: RunKeys): string[] {
  return [
    "status",
    "start_time",
    "duration",
    ...first("metric", metrics.items, 6),
    ...first("param", params.items, 6),
    ...first(
      "tag",
      tags.items.filter(({ key }) => !isPrivate(key)),
      2,
    ),
  ];
}

/** Pinned ones first, then each kind together, kinds in the order of their first column. */
export function arranged(ids: readonly string[], pins: readonly string[]) {
  const columns = new Map<string, RunColumn>();
  for (const id of [...pins, ...ids]) {
    const column = columnOf(id);
    if (column !== undefined && !columns.has(column.id)) columns.set(column.id, column);
  }
  const pinned = new Set(pins.map((id) => columnOf(id)?.id));
  const all = [...columns.values()];
  const free = Map.groupBy(
    all.filter(({ id }) => !pinned.has(id)),
    ({ kind }) => kind,
  );
  return { pinned: all.filter(({ id }) => pinned.has(id)), groups: [...free] };
}
