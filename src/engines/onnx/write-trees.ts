import type { Feature, ModelGraph, TreeEnsemble } from "../../contract/model-graph.ts";
import type { GraphBuilder } from "./builder.ts";
import { names } from "./names.ts";

/** What a feature is by the time the predictor is written: float32 [N, 1], or the place of its category. */
export type FeatureValue =
  | { readonly kind: "numeric"; readonly value: string }
  | { readonly kind: "categorical"; readonly place: string };

/**
 * Writes the trees as one TreeEnsembleRegressor (ai.onnx.ml 3) and returns its raw scores, float [N, outputs].
 *
 * Splits on sets of categories: each distinct set becomes a column of a constant [categories + 1, sets]
 * matrix that holds 0 where the category goes left and 1 where it goes right; the category's place gathers
 * the row and the trees compare with 0.5. All nodes then are BRANCH_LEQ, which runtimes since ai.onnx.ml 1
 * know and ONNX Runtime has its fastest loop for. Rejected: TreeEnsemble of ai.onnx.ml 5 with BRANCH_MEMBER.
 * ONNX Runtime 1.32 runs it rightly, but only new runtimes know it; with 100 trees of 32 leaves, half of
 * the splits on sets of 150 categories, it took 7.7 µs for one row (this: 6.3) and 8.3 µs a row in a batch
 * of 10,000 (this: 10.4), loading 15 ms (this: 6).
 */
export function writeTrees(
  graph: GraphBuilder,
  model: ModelGraph,
  trees: TreeEnsemble,
  features: readonly FeatureValue[],
): string {
  const sets = features.map(() => new SetColumns());
  if (trees.roots.length === 0) return writeTrees(graph, model, withLeaf(trees), features);
  const order = [...trees.roots].map((root) => preorder(trees, root));
  for (const nodes of order) for (const node of nodes) collectSet(trees, model.features, node, sets);
  const columns: string[] = [];
  const firstColumn: number[] = [];
  let width = 0;
  for (const [at, feature] of features.entries()) {
    firstColumn.push(width);
    if (feature.kind === "numeric") {
      columns.push(feature.value);
      width += 1;
      continue;
    }
    const { categories } = model.features[at] as Extract<Feature, { kind: "categorical" }>;
    const matrix = (sets[at] as SetColumns).matrix(categories.length);
    if (matrix.columns === 0) continue;
    const dims = [categories.length + 1, matrix.columns];
    const table = graph.tensor(names.sets(at), dims, { type: "float", data: matrix.data });
    const place = graph.add("Reshape", [feature.place, graph.vector([-1])]);
    columns.push(graph.add("Gather", [table, place]));
    width += matrix.columns;
  }
  // trees without a split read nothing, but the operator wants a matrix
  const [first] = features;
  if (columns.length === 0 && first?.kind === "categorical") {
    columns.push(graph.add("Cast", [first.place], { to: { int: 1 } }));
  }
  const matrix = graph.add("Concat", columns, { axis: { int: 1 } });
  const attributes = treeAttributes(trees, model.features, order, sets, firstColumn);
  return graph.addMl("TreeEnsembleRegressor", [matrix], attributes, names.trees);
}

/** An ensemble needs a tree: one that adds nothing. */
function withLeaf(trees: TreeEnsemble): TreeEnsemble {
  const zero = Int32Array.of(0);
  const none = Int32Array.of(-1);
  return {
    ...trees,
    roots: zero,
    treeOutput: zero,
    feature: none,
    threshold: new Float32Array(1),
    left: zero,
    right: zero,
    missingLeft: new Uint8Array(1),
    value: new Float32Array(1),
    setOffset: none,
  };
}

function treeAttributes(
  trees: TreeEnsemble,
  features: readonly Feature[],
  order: readonly (readonly number[])[],
  sets: readonly SetColumns[],
  firstColumn: readonly number[],
): Parameters<GraphBuilder["addMl"]>[2] {
  const count = order.reduce((sum, nodes) => sum + nodes.length, 0);
  const ints = (): Int32Array => new Int32Array(count);
  const [treeId, nodeId, featureId, trueId, falseId, missing] = [
    ints(),
    ints(),
    ints(),
    ints(),
    ints(),
    ints(),
  ];
  const values = new Float32Array(count);
  const modes: string[] = [];
  const leaves = {
    tree: [] as number[],
    node: [] as number[],
    target: [] as number[],
    weight: [] as number[],
  };
  let i = 0;
  for (const [tree, nodes] of order.entries()) {
    const place = new Map(nodes.map((node, at) => [node, at]));
    for (const [at, node] of nodes.entries()) {
      treeId[i] = tree;
      nodeId[i] = at;
      const feature = trees.feature[node] as number;
      if (feature < 0) {
        modes.push("LEAF");
        leaves.tree.push(tree);
        leaves.node.push(at);
        leaves.target.push(trees.treeOutput[tree] as number);
        leaves.weight.push(trees.value[node] as number);
      } else {
        modes.push("BRANCH_LEQ");
        trueId[i] = place.get(trees.left[node] as number) as number;
        falseId[i] = place.get(trees.right[node] as number) as number;
        featureId[i] = firstColumn[feature] as number;
        if (features[feature]?.kind === "categorical") {
          featureId[i] =
            (featureId[i] as number) + (sets[feature] as SetColumns).place(trees, features, node);
          values[i] = 0.5;
        } else {
          values[i] = trees.threshold[node] as number;
          missing[i] = trees.missingLeft[node] as number;
        }
      }
      i += 1;
    }
  }
  return {
    n_targets: { int: trees.outputs },
    aggregate_function: { text: "SUM" },
    post_transform: { text: "NONE" },
    base_values: { floats: trees.base },
    nodes_treeids: { ints: treeId },
    nodes_nodeids: { ints: nodeId },
    nodes_featureids: { ints: featureId },
    nodes_modes: { texts: modes },
    nodes_values: { floats: values },
    nodes_truenodeids: { ints: trueId },
    nodes_falsenodeids: { ints: falseId },
    nodes_missing_value_tracks_true: { ints: missing },
    target_treeids: { ints: leaves.tree },
    target_nodeids: { ints: leaves.node },
    target_ids: { ints: leaves.target },
    target_weights: { floats: leaves.weight },
  };
}

/** Nodes of a tree, a parent before its children, left before right: children's places rise. */
function preorder(trees: TreeEnsemble, root: number): number[] {
  const nodes: number[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    if (nodes.length > trees.feature.length) throw new RangeError("the nodes of a tree form a cycle");
    if ((trees.feature[node] as number) >= 0)
      stack.push(trees.right[node] as number, trees.left[node] as number);
  }
  return nodes;
}

function collectSet(
  trees: TreeEnsemble,
  features: readonly Feature[],
  node: number,
  sets: readonly SetColumns[],
): void {
  const feature = trees.feature[node] as number;
  if (feature >= 0 && features[feature]?.kind === "categorical") {
    (sets[feature] as SetColumns).place(trees, features, node);
  }
}

/** The distinct sets that split one feature, in order of appearance. */
class SetColumns {
  readonly #places = new Map<string, number>();
  readonly #columns: { readonly words: Uint32Array; readonly isMissingLeft: boolean }[] = [];

  /** The column of the node's set. */
  place(trees: TreeEnsemble, features: readonly Feature[], node: number): number {
    const feature = features[trees.feature[node] as number];
    const categories = feature?.kind === "categorical" ? feature.categories.length : 0;
    const offset = trees.setOffset[node] as number;
    const words = trees.sets.slice(offset, offset + Math.ceil(categories / 32));
    const spare = categories % 32;
    if (spare > 0) words[words.length - 1] = (words[words.length - 1] as number) & (2 ** spare - 1);
    const isMissingLeft = trees.missingLeft[node] === 1;
    const key = `${isMissingLeft} ${words.join(" ")}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#columns.length);
    this.#columns.push({ words, isMissingLeft });
    return this.#columns.length - 1;
  }

  matrix(categories: number): { readonly columns: number; readonly data: Float32Array } {
    const columns = this.#columns.length;
    const data = new Float32Array((categories + 1) * columns).fill(1);
    for (const [column, { words, isMissingLeft }] of this.#columns.entries()) {
      for (let category = 0; category < categories; category++) {
        const isLeft = ((words[category >>> 5] as number) >>> (category & 31)) & 1;
        if (isLeft === 1) data[category * columns + column] = 0;
      }
      if (isMissingLeft) data[categories * columns + column] = 0;
    }
    return { columns, data };
  }
}
