import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { resolveLookups } from "../../contract/project/columns.ts";
import type { DatasetRef, TableRef } from "../../contract/project/data.ts";
import { parseExpression } from "../../contract/project/expression-text.ts";
import type { LookupSpec, PrepareSpec } from "../../contract/project/schema.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ProjectSource } from "./project-source.ts";
import { isMapping, type Mapping } from "./mapping.ts";
import { yamlPipeline } from "./yaml-pipeline.ts";

/** How deep aliases may multiply a document: a bound against the "billion laughs". */
const maxAliases = 100;

/**
 * `prumo.yaml` as the same data that `prumo.config.ts` builds. Shorthands are read here and nowhere else;
 * the steps of pipelines are declared by the same StepDeclarer, so both ways mean the same.
 */
export function readYamlProject(text: string, file: string): ProjectSource {
  const lines = new LineCounter();
  // `${step}` holds braces, which YAML wants quoted inside { … }; people should not need to know.
  const quoted = text.replaceAll(/(?<!["'\w])\$\{[\w.-]+\}(?!["'\w])/g, '"$&"');
  const document = parseDocument(quoted, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw fail("project/unreadable", { place: `${file}:${line}`, problem: error.message }, error);
  }
  const lineOf = (path: readonly PropertyKey[]) => lineInDocument(document, lines, path);
  const at = (path: readonly PropertyKey[]) => `${file}:${lineOf(path) ?? 1}`;
  const raw = guarded<unknown>(at([]), () => document.toJS({ maxAliasCount: maxAliases }));
  if (!isMapping(raw))
    throw fail("project/unreadable", { place: at([]), problem: "it is empty or not a mapping" });
  return { file, declared: expand(raw, at), lineOf };
}

function expand(raw: Mapping, at: (path: readonly PropertyKey[]) => string): Mapping {
  const datasets = mapMembers(raw["datasets"], (spec) => ({
    ...spec,
    source: isMapping(spec["source"]) ? sourceOf(spec["source"]) : spec["source"],
    ...(Array.isArray(spec["checks"]) ? { checks: spec["checks"].map(checkOf) } : {}),
  }));
  const tables = mapMembers(raw["tables"], (spec, name) =>
    guarded(at(["tables", name]), () => ({ ...spec, columns: columnsOf(spec["columns"], spec["lookups"]) })),
  );
  const refs = refsOf(datasets, tables);
  const requirements = Array.isArray(raw["requirements"]) ? (raw["requirements"] as unknown[]) : [];
  const pipelines = mapMembers(raw["pipelines"], (spec, name) =>
    guarded(at(["pipelines", name]), () => yamlPipeline(name, spec, { ...refs, requirements })),
  );
  return {
    ...raw,
    ...(datasets === undefined ? {} : { datasets }),
    ...(tables === undefined ? {} : { tables }),
    ...(pipelines === undefined ? {} : { pipelines }),
  };
}

/** `{ parquet: path }` is `{ kind: parquet, path }`. */
function sourceOf(source: Mapping): Mapping {
  for (const kind of ["parquet", "csv"]) {
    const { [kind]: path, ...rest } = source;
    if (path !== undefined) return { kind, path, ...rest };
  }
  return source;
}

/** `{ notNull: [a, b], severity: warn }` is `{ kind: notNull, columns: [a, b], severity: warn }`. */
function checkOf(check: unknown): unknown {
  if (!isMapping(check) || "kind" in check) return check;
  const { severity, ...rest } = check;
  const [entry] = Object.entries(rest);
  if (entry === undefined) return check;
  const [kind, value] = entry;
  const settings = Array.isArray(value) ? { columns: value } : isMapping(value) ? value : {};
  return { kind, ...settings, ...(severity === undefined ? {} : { severity }) };
}

function columnsOf(columns: unknown, lookups: unknown): unknown {
  const taken = isMapping(lookups) ? Object.entries(lookups) : [];
  const keys = new Map(taken.map(([as, spec]) => [as, isMapping(spec) ? String(spec["column"]) : ""]));
  if (!isMapping(columns)) return columns;
  const entries = Object.entries(columns).map(([name, written]) => {
    if (typeof written !== "string") return [name, written];
    const { expression, isCategory } = parseExpression(written);
    return [name, { expression: resolveLookups(expression, keys), category: isCategory }];
  });
  return Object.fromEntries(entries);
}

function refsOf(datasets: Mapping | undefined, tables: Mapping | undefined) {
  const datasetRefs = new Map(
    Object.entries(datasets ?? {}).map(([name, spec]) => [
      name,
      { type: "dataset", name, spec } as DatasetRef,
    ]),
  );
  const tableRefs = new Map(
    Object.entries(tables ?? {}).map(([name, spec]) => [
      name,
      tableRef(name, spec as PrepareSpec, datasetRefs),
    ]),
  );
  return { datasets: datasetRefs, tables: tableRefs };
}

function tableRef(name: string, written: PrepareSpec, datasets: ReadonlyMap<string, DatasetRef>): TableRef {
  const spec: PrepareSpec = { ...written, lookups: written.lookups ?? {} };
  const from = datasets.get(spec.from) ?? {
    type: "dataset",
    name: spec.from,
    spec: { source: { kind: "parquet", path: "" } },
  };
  const lookups = Object.entries(spec.lookups).flatMap(([as, lookup]: [string, LookupSpec]) => {
    const dataset = datasets.get(lookup.dataset);
    return dataset ? [{ dataset, specs: { [as]: lookup } }] : [];
  });
  return { type: "table", name, from, lookups, spec };
}

function mapMembers(value: unknown, change: (spec: Mapping, name: string) => Mapping): Mapping | undefined {
  if (!isMapping(value)) return value as undefined;
  const members = Object.entries(value).map(([name, spec]) => [
    name,
    isMapping(spec) ? change(spec, name) : spec,
  ]);
  return Object.fromEntries(members) as Mapping;
}

function guarded<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // yaml throws a ReferenceError when aliases multiply without bound.
    if (!(error instanceof SyntaxError) && !(error instanceof ReferenceError)) throw error;
    throw fail("project/unreadable", { place, problem: error.message }, error);
  }
}

/** Line of the deepest node along the path that is written in the file; shorthands end earlier. */
function lineInDocument(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
