import type { ModelGraph } from "../../../src/contract/model-graph.ts";

/** A linear model whose weights are so plain that predictions can be computed by hand. */
export const byHand: ModelGraph = {
  inputs: [
    { name: "origin", type: "string" },
    { name: "at", type: "timestamp" },
    { name: "delay", type: "number" },
    { name: "cargo", type: "boolean" },
  ],
  lookups: { stateOf: { keys: ["SFO", "JFK"], values: ["CA", "NY"] } },
  features: [
    { name: "delay", kind: "numeric", expression: { op: "column", name: "delay" } },
    { name: "hour", kind: "numeric", expression: { op: "hour", of: { op: "column", name: "at" } } },
    { name: "cargo", kind: "numeric", expression: { op: "column", name: "cargo" } },
    {
      name: "state",
      kind: "categorical",
      expression: { op: "lookup", lookup: "stateOf", key: { op: "column", name: "origin" } },
      categories: ["CA", "NY"],
    },
  ],
  target: { name: "minutes", kind: "regression" },
  predictor: {
    kind: "linear",
    outputs: 1,
    link: "identity",
    mean: Float64Array.of(10, 12, 0, 0),
    scale: Float64Array.of(2, 1, 1, 1),
    offset: Int32Array.of(0, 1, 2, 3),
    weights: Float64Array.of(1, 10, 100, 1_000, 2_000),
    intercept: Float64Array.of(0.5),
  },
};
