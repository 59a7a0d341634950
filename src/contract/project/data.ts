import type { z } from "zod";
import type { ColumnExpression } from "./columns.ts";
import { resolveLookups } from "./columns.ts";
import type {
  checkSpecSchema,
  DatasetSpec,
  datasetSpecSchema,
  LookupSpec,
  PrepareSpec,
  SourceSpec,
} from "./schema.ts";

type CheckInput = z.input<typeof checkSpecSchema>;
type DatasetInput = z.input<typeof datasetSpecSchema>;

/** A check that can be softened: `.warn()` reports without stopping anything. */
export type Check = CheckInput & { warn(): CheckInput };

function check(spec: CheckInput): Check {
  // Not enumerable: the spec stays plain data.
  return Object.defineProperty(spec, "warn", { value: () => ({ ...spec, severity: "warn" }) }) as Check;
}

/** No value of these columns is missing. */
export const notNull = (...columns: string[]) => check({ kind: "notNull", columns });
/** Every value lies between min and max, both included. */
export const inRange = (column: string, range: { min?: number; max?: number }) =>
  check({ kind: "inRange", column, ...range });
/** Every value matches; the syntax is RE2's. */
export const matches = (column: string, pattern: RegExp | string) =>
  check({ kind: "matches", column, pattern: typeof pattern === "string" ? pattern : pattern.source });
/** Every value is one of these. */
export const inSet = (column: string, values: (string | number)[]) =>
  check({ kind: "inSet", column, values });
/** No two rows agree in all of these columns. */
export const unique = (...columns: string[]) => check({ kind: "unique", columns });
/** The number of rows lies between min and max, both included. */
export const rowCount = (range: { min?: number; max?: number }) => check({ kind: "rowCount", ...range });

/** Parquet, by path within the project, or `npm:package/path` for a file that an installed package brings. */
export const parquet = (path: string): SourceSpec => ({ kind: "parquet", path });
export const csv = (path: string, options: { delimiter?: string } = {}): SourceSpec => ({
  kind: "csv",
  path,
  ...options,
});

/** A declared dataset; steps and tables refer to it by this object, never by its name as text. */
export interface DatasetRef {
  readonly type: "dataset";
  readonly name: string;
  readonly spec: DatasetInput;
}

export function dataset(name: string, spec: DatasetInput): DatasetRef {
  return { type: "dataset", name, spec };
}

/** Columns taken from another dataset by key. */
export interface LookupRef {
  readonly dataset: DatasetRef;
  readonly specs: { readonly [takenAs: string]: LookupSpec };
}

/** `lookup(airports, { on: { origin: "iata" }, take: { originState: "state" } })` */
export function lookup(
  from: DatasetRef,
  options: {
    readonly on: { readonly [column: string]: string };
    readonly take: { readonly [takenAs: string]: string };
  },
): LookupRef {
  const [pair, ...others] = Object.entries(options.on);
  if (!pair || others.length > 0)
    throw new TypeError(`lookup(${from.name}): "on" names exactly one column and its key`);
  const [column, key] = pair;
  const specs = Object.entries(options.take).map(([as, take]) => [
    as,
    { dataset: from.name, column, key, take },
  ]);
  return { dataset: from, specs: Object.fromEntries(specs) as LookupRef["specs"] };
}

/** A prepared table: features and label as expressions over the raw columns. `Names` are its columns. */
export interface TableRef<Names extends string = string> {
  readonly type: "table";
  readonly name: string;
  readonly from: DatasetRef;
  readonly lookups: readonly LookupRef[];
  readonly spec: PrepareSpec;
  /** Only for the type checker. */
  readonly names?: Names;
}

export function prepare<Names extends string>(
  name: string,
  options: {
    readonly from: DatasetRef;
    readonly join?: readonly LookupRef[];
    readonly columns: Record<Names, ColumnExpression>;
  },
): TableRef<Names> {
  const join = options.join ?? [];
  const lookups = Object.assign({}, ...join.map((one) => one.specs)) as Record<string, LookupSpec>;
  const keys = new Map(Object.entries(lookups).map(([as, spec]) => [as, spec.column]));
  const columns = Object.entries<ColumnExpression>(options.columns).map(
    ([column, { expression, isCategory }]) => [
      column,
      { expression: resolveLookups(expression, keys), category: isCategory },
    ],
  );
  const spec: PrepareSpec = {
    from: options.from.name,
    lookups,
    columns: Object.fromEntries(columns) as PrepareSpec["columns"],
  };
  return { type: "table", name, from: options.from, lookups: join, spec };
}

export type { DatasetSpec };
