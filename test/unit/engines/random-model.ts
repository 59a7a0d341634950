import type {
  Feature,
  LinearModel,
  ModelGraph,
  Target,
  TreeEnsemble,
} from "../../../src/contract/model-graph.ts";
import { checkExpression, columnsOf, lookupTypes } from "../../../src/engines/expressions/check.ts";
import { toCategory, toFunction } from "../../../src/engines/expressions/to-function.ts";
import type { Random } from "../../../src/kernel/random.ts";
import { columns, lookups, pick, randomExpression, type Row, type Taste } from "./random-expression.ts";

export interface ModelTaste extends Taste {
  readonly target: Target["kind"];
  readonly predictor: "trees" | "linear";
  readonly features?: number;
  readonly trees?: number;
  readonly leaves?: number;
}

/** A model over the columns of random-expression.ts, with thresholds and categories that rows really hit. */
export function randomModel(random: Random, rows: readonly Row[], taste: ModelTaste): ModelGraph {
  const features: Feature[] = [];
  while (features.length < (taste.features ?? 7)) {
    const feature = randomFeature(random, rows, `f${features.length}`, taste);
    if (feature !== undefined) features.push(feature);
  }
  const target: Target =
    taste.target === "multiclass"
      ? { name: "y", kind: "multiclass", classes: ["low", "médio", ""] }
      : { name: "y", kind: taste.target };
  const outputs = target.kind === "multiclass" ? target.classes.length : 1;
  const link = ({ binary: "logistic", multiclass: "softmax", regression: "identity" } as const)[target.kind];
  const predictor =
    taste.predictor === "trees"
      ? randomTrees(random, features, rows, outputs, link, taste)
      : randomLinear(random, features, outputs, link);
  const inputs = Object.entries(columns).map(([name, type]) => ({ name, type }));
  return { inputs, lookups, features, target, predictor };
}

function randomFeature(
  random: Random,
  rows: readonly Row[],
  name: string,
  taste: Taste,
): Feature | undefined {
  const type = pick(["number", "number", "boolean", "string", "string"] as const, random);
  const expression = randomExpression(type, random.below(4), random, taste);
  try {
    checkExpression(expression, columns, lookupTypes(lookups));
  } catch {
    return undefined;
  }
  if (columnsOf(expression).length === 0) return undefined;
  if (type !== "string" && random.below(3) > 0) return { name, kind: "numeric", expression };
  const at = toFunction(expression, columns, lookups);
  const seen = new Set(rows.map((row) => toCategory(at(row))));
  const categories = [...seen].filter((text) => text !== null && random.below(5) > 0) as string[];
  return { name, kind: "categorical", expression, categories: [...categories, "never seen"] };
}

/** Multiples of 2^-18, as the contract asks, so that every order of summing gives the same score. */
function exact(random: Random, size: number): number {
  return Math.round((random.next() - 0.5) * size * 2 ** 18) / 2 ** 18;
}

export function randomTrees(
  random: Random,
  features: readonly Feature[],
  rows: readonly Row[],
  outputs: number,
  link: TreeEnsemble["link"],
  size: { readonly trees?: number; readonly leaves?: number },
): TreeEnsemble {
  const count = size.trees ?? 12 * outputs;
  const nodes: { f: number; t: number; l: number; r: number; m: number; v: number; s: number }[] = [];
  const sets: number[] = [];
  const samples = features.map((feature) => {
    const at = toFunction(feature.expression, columns, lookups);
    return rows.map((row) => Math.fround(Number(at(row) ?? NaN))).filter((x) => Number.isFinite(x));
  });
  const grow = (leaves: number): number => {
    const place = nodes.length;
    const node = { f: -1, t: 0, l: 0, r: 0, m: 0, v: 0, s: -1 };
    nodes.push(node);
    if (leaves <= 1) {
      node.v = exact(random, 4 / (count / outputs));
      return place;
    }
    node.f = random.below(features.length);
    node.m = random.below(2);
    const feature = features[node.f] as Feature;
    if (feature.kind === "categorical") {
      node.s = sets.length;
      // with bits beyond the last category, which mean nothing
      for (let w = 0; w < Math.ceil(feature.categories.length / 32); w++) sets.push(random.below(2 ** 32));
    } else {
      const sample = samples[node.f] as number[];
      node.t = sample.length === 0 ? 0 : pick(sample, random);
    }
    const left = 1 + random.below(leaves - 1);
    node.l = grow(left);
    node.r = grow(leaves - left);
    return place;
  };
  const roots = Array.from({ length: count }, () => grow(1 + random.below((size.leaves ?? 31) + 1)));
  return {
    kind: "trees",
    outputs,
    link,
    scale: link === "identity" ? 12.5 : 1,
    shift: link === "identity" ? -3.25 : 0,
    base: Float32Array.from({ length: outputs }, () => exact(random, 2)),
    roots: Int32Array.from(roots),
    treeOutput: Int32Array.from(roots, (_, tree) => tree % outputs),
    feature: Int32Array.from(nodes, ({ f }) => f),
    threshold: Float32Array.from(nodes, ({ t }) => t),
    left: Int32Array.from(nodes, ({ l }) => l),
    right: Int32Array.from(nodes, ({ r }) => r),
    missingLeft: Uint8Array.from(nodes, ({ m }) => m),
    value: Float32Array.from(nodes, ({ v }) => v),
    setOffset: Int32Array.from(nodes, ({ s }) => s),
    sets: Uint32Array.from(sets),
  };
}

function randomLinear(
  random: Random,
  features: readonly Feature[],
  outputs: number,
  link: LinearModel["link"],
): LinearModel {
  const widths = features.map((feature) => (feature.kind === "categorical" ? feature.categories.length : 1));
  const offset = Int32Array.from(widths, (_, at) => widths.slice(0, at).reduce((a, b) => a + b, 0));
  const width = widths.reduce((a, b) => a + b, 0);
  const isNumeric = (at: number): boolean => features[at]?.kind === "numeric";
  return {
    kind: "linear",
    outputs,
    link,
    mean: Float64Array.from(features, (_, at) => (isNumeric(at) ? random.next() * 100 : 0)),
    scale: Float64Array.from(features, (_, at) => (isNumeric(at) ? 1 + random.next() * 100 : 1)),
    offset,
    weights: Float64Array.from({ length: outputs * width }, () => random.next() - 0.5),
    intercept: Float64Array.from({ length: outputs }, () => random.next() - 0.5),
  };
}
