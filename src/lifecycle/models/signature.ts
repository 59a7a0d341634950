import type { ModelGraph } from "../../contract/model-graph.ts";
import type { Signature } from "../../contract/records/models.ts";

/** What goes in and comes out, as callers see it. */
export function signatureOf(graph: ModelGraph, time: string | null): Signature {
  const { target } = graph;
  return {
    inputs: graph.inputs.map(({ name, type }) => ({ name, type })),
    target:
      target.kind === "multiclass"
        ? { name: target.name, kind: target.kind, classes: [...target.classes] }
        : { name: target.name, kind: target.kind },
    time,
  };
}
