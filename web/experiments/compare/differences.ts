import { isLowerBetter, summaryOf, type Aggregate } from "../../../src/engines/search/query.ts";
import type { Run } from "../../../src/contract/records/experiments.ts";

export const rowGroups = ["run", "metrics", "params", "inputs", "code", "environment", "tags"] as const;
export type RowGroup = (typeof rowGroups)[number];

/** Rows that are ours to name, and those whose cells are yes or no. */
const ours = new Set<string>(["run", "code"]);
const yesOrNo = new Set(["deleted", "dirty"]);

/** The key of a row's name in the catalogue; null when it bears its own name. */
export function nameKeyOf(group: RowGroup, label: string): string | null {
  return ours.has(group) || label === "datasetVersions" ? `compare.row.${label}` : null;
}

/** The key of what a cell says; null when it says it itself. */
export function cellKeyOf(group: RowGroup, label: string, cell: string): string | null {
  if (group === "run" && label === "state") return `state.${cell}`;
  return ours.has(group) && yesOrNo.has(label) ? `compare.${cell}` : null;
}

/** `layer.9` comes before `layer.10`. */
const collator = new Intl.Collator("en", { numeric: true });

/** One thing that runs have, and what each has of it. */
export interface DiffRow {
  readonly id: string;
  readonly group: RowGroup;
  readonly label: string;
  /** By run; null where a run has none. */
  readonly cells: readonly (string | number | null)[];
  /** The best of a metric's values; null for all else and for metrics that are equal everywhere. */
  readonly best: number | null;
}

/** Everything that these runs were given, found and ran on, by group and name. */
export function rowsOf(runs: readonly Run[], aggregate: Aggregate): readonly DiffRow[] {
  const group = (name: RowGroup, read: (run: Run) => ReadonlyMap<string, string | number>): DiffRow[] => {
    const maps = runs.map(read);
    const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort(collator.compare);
    return keys.map((label) => {
      const cells = maps.map((map) => map.get(label) ?? null);
      const best = name === "metrics" ? bestOf(label, cells) : null;
      return { id: `${name}.${label}`, group: name, label, cells, best };
    });
  };
  return [
    ...group(
      "run",
      ({ state, user, experiment, isDeleted }) =>
        new Map([
          ["state", state],
          ["user", user],
          ["experiment", experiment],
          ["deleted", isDeleted ? "yes" : "no"],
        ]),
    ),
    ...group(
      "metrics",
      ({ metrics }) =>
        new Map(
          Object.entries(metrics).map(([key, summary]) => [key, Number(summary[summaryOf(key, aggregate)])]),
        ),
    ),
    ...group("params", ({ params }) => new Map(Object.entries(params))),
    ...group("inputs", inputsOf),
    ...group("code", codeOf),
    ...group("environment", ({ environment }) => flat(environment)),
    ...group("tags", ({ tags }) => new Map(Object.entries(tags))),
  ];
}

export function differs({ cells }: DiffRow): boolean {
  return new Set(cells).size > 1;
}

function bestOf(key: string, cells: readonly (string | number | null)[]): number | null {
  const numbers = cells.filter((cell) => typeof cell === "number" && Number.isFinite(cell)) as number[];
  if (new Set(numbers).size < 2) return null;
  return numbers.reduce((a, b) => (isLowerBetter(key) ? Math.min(a, b) : Math.max(a, b)));
}

/** Datasets by what they were used for: `training: flights` is of the digest … */
function inputsOf({ inputs, datasetVersions }: Run): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, digest, tags } of inputs) {
    const context = tags["mlflow.data.context"];
    const label = context === undefined ? name : `${context}: ${name}`;
    const before = found.get(label);
    found.set(label, before === undefined ? digest : `${before}, ${digest}`);
  }
  if (datasetVersions.length > 0) found.set("datasetVersions", datasetVersions.join(", "));
  return found;
}

/** The commit that a run's code was at; clients say it by a tag. */
export function commitOf(run: Run): string | null {
  return run.code?.commit ?? run.tags["mlflow.source.git.commit"] ?? null;
}

export function codeOf(run: Run): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const commit = commitOf(run);
  if (commit !== null) found.set("commit", commit);
  const { code, tags } = run;
  if (code !== null) {
    found.set("dirty", code.dirty ? "yes" : "no");
    found.set("project", code.projectDigest);
  }
  for (const [label, tag] of [
    ["source", "mlflow.source.name"],
    ["branch", "mlflow.source.git.branch"],
    ["repository", "mlflow.source.git.repoURL"],
  ] as const) {
    const value = tags[tag];
    if (value !== undefined) found.set(label, value);
  }
  return found;
}

const deepest = 5;

/** A record of any shape as dotted names and texts; `name==version` in a list is a name and its version. */
export function flat(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (part: unknown, name: string, depth: number): void => {
    if (part === null || part === undefined) return;
    if (typeof part !== "object") {
      found.set(name, typeof part === "string" ? part : JSON.stringify(part));
    } else if (depth === deepest) {
      found.set(name, JSON.stringify(part));
    } else if (Array.isArray(part)) {
      for (const [at, item] of part.entries()) {
        const [, key, version] = /^([\w.[\]-]+)\s*==\s*(\S+)$/.exec(String(item)) ?? [];
        if (key !== undefined && version !== undefined) found.set(`${name}.${key}`, version);
        else visit(item, nameOf(name, item, at), depth + 1);
      }
    } else {
      for (const [key, item] of Object.entries(part))
        visit(item, name === "" ? key : `${name}.${key}`, depth + 1);
    }
  };
  visit(value, "", 0);
  return found;
}

/** Things of a list that have a name are known by it. */
function nameOf(list: string, item: unknown, at: number): string {
  if (typeof item === "object" && item !== null && "name" in item && typeof item.name === "string") {
    return `${list}.${item.name}`;
  }
  return `${list}.${at}`;
}
