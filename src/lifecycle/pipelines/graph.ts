import type { PipelineSpec } from "../../contract/project/schema.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly output: string;
}

/** The graph of a pipeline. Nodes in topological order; among equals, the order of the project file. */
export interface Graph {
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: string;
    readonly needs: readonly string[];
  }[];
  readonly edges: readonly GraphEdge[];
}

/** Throws pipelines/cycle, which names the steps of one cycle. Edges to unknown steps are left out. */
export function graph(spec: PipelineSpec): Graph {
  const edges = Object.entries(spec.steps).flatMap(([to, step]) =>
    Object.entries(step.inputs)
      .filter(([, edge]) => Object.hasOwn(spec.steps, edge.step))
      .map(([input, edge]) => ({ from: edge.step, to, input, output: edge.output })),
  );
  const needs = new Map(Object.keys(spec.steps).map((name) => [name, needsOf(edges, name)]));
  const placed = new Set<string>();
  while (placed.size < needs.size) {
    const next = [...needs].find(
      ([name, from]) => !placed.has(name) && from.every((need) => placed.has(need)),
    );
    if (next === undefined) throw fail("pipelines/cycle", { path: cycleIn(needs, placed).join(" → ") });
    placed.add(next[0]);
  }
  const nodes = [...placed].map((name) => ({
    name,
    kind: spec.steps[name]?.kind ?? "",
    needs: needs.get(name) ?? [],
  }));
  return { nodes, edges };
}

function needsOf(edges: readonly GraphEdge[], name: string): string[] {
  return [...new Set(edges.filter((edge) => edge.to === name).map((edge) => edge.from))];
}

/** Follows unplaced needs until a step comes up again: such a walk cannot end elsewhere. */
function cycleIn(needs: ReadonlyMap<string, readonly string[]>, placed: ReadonlySet<string>): string[] {
  const walk: string[] = [];
  let at = [...needs.keys()].find((name) => !placed.has(name));
  while (at !== undefined && !walk.includes(at)) {
    walk.push(at);
    at = needs.get(at)?.find((need) => !placed.has(need));
  }
  return at === undefined ? walk : [...walk.slice(walk.indexOf(at)), at].reverse();
}
