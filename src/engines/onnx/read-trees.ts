import type { Feature, TreeEnsemble } from "../../contract/model-graph.ts";
import { badOnnx } from "./decode.ts";
import { floats, integer, ints, type OnnxFile, texts, word } from "./file.ts";
import { names } from "./names.ts";

/** One column of the matrix that the trees read: a number, or whether a category is in a set. */
interface Column {
  readonly feature: number;
  /** Word offset in the sets, or -1 for a number. */
  readonly setOffset: number;
  readonly isMissingLeft: boolean;
}

/**
 * Reads the trees from the TreeEnsembleRegressor. Children lie behind their parent within its tree, so
 * there is no cycle and every path ends.
 */
export function readTrees(
  file: OnnxFile,
  features: readonly Feature[],
  target: Pick<TreeEnsemble, "outputs" | "link" | "scale" | "shift">,
): TreeEnsemble {
  const node = file.node(names.trees, "TreeEnsembleRegressor");
  const { columns, sets } = readColumns(file, features);
  if (word(node, "aggregate_function") !== "SUM" || word(node, "post_transform") !== "NONE") {
    throw badOnnx("its trees are not summed up");
  }
  if (integer(node, "n_targets") !== target.outputs) throw badOnnx("its trees have other outputs");
  const base = floats(node, "base_values");
  if (base.length !== target.outputs) throw badOnnx("its trees have no base for each output");
  const treeIds = ints(node, "nodes_treeids");
  const count = treeIds.length;
  const sameLength = <List extends ArrayLike<unknown>>(list: List): List => {
    if (list.length !== count) throw badOnnx("the node lists of its trees differ in length");
    return list;
  };
  const nodeIds = sameLength(ints(node, "nodes_nodeids"));
  const columnIds = sameLength(ints(node, "nodes_featureids"));
  const modes = sameLength(texts(node, "nodes_modes"));
  const values = sameLength(floats(node, "nodes_values"));
  const trueIds = sameLength(ints(node, "nodes_truenodeids"));
  const falseIds = sameLength(ints(node, "nodes_falsenodeids"));
  const missing = sameLength(ints(node, "nodes_missing_value_tracks_true"));

  const { roots, ends } = treesOf(treeIds, nodeIds);
  const trees = {
    feature: new Int32Array(count).fill(-1),
    threshold: new Float32Array(count),
    left: new Int32Array(count),
    right: new Int32Array(count),
    missingLeft: new Uint8Array(count),
    value: new Float32Array(count),
    setOffset: new Int32Array(count).fill(-1),
  };
  for (let i = 0; i < count; i++) {
    const mode = modes[i];
    if (mode === "LEAF") continue;
    const column = columns[columnIds[i] as number];
    if (mode !== "BRANCH_LEQ" || column === undefined) throw badOnnx(`node ${i} of its trees is no split`);
    const root = roots[treeIds[i] as number] as number;
    const end = ends[treeIds[i] as number] as number;
    trees.left[i] = child(root + (trueIds[i] as number), i, end);
    trees.right[i] = child(root + (falseIds[i] as number), i, end);
    trees.feature[i] = column.feature;
    trees.setOffset[i] = column.setOffset;
    const value = values[i] as number;
    if (column.setOffset >= 0) {
      if (value !== 0.5) throw badOnnx(`node ${i} of its trees compares a set with ${value}`);
      trees.missingLeft[i] = column.isMissingLeft ? 1 : 0;
      continue;
    }
    if (Number.isNaN(value)) throw badOnnx(`node ${i} of its trees has no threshold`);
    trees.threshold[i] = value;
    trees.missingLeft[i] = missing[i] === 1 ? 1 : 0;
  }
  const leaves = {
    tree: ints(node, "target_treeids"),
    node: ints(node, "target_nodeids"),
    target: ints(node, "target_ids"),
    weight: floats(node, "target_weights"),
  };
  const treeOutput = readLeaves(leaves, modes, roots, ends, target.outputs, trees.value);
  return { kind: "trees", ...target, base, roots: Int32Array.from(roots), treeOutput, ...trees, sets };
}

function readColumns(
  file: OnnxFile,
  features: readonly Feature[],
): { readonly columns: readonly Column[]; readonly sets: Uint32Array } {
  const columns: Column[] = [];
  const sets: number[] = [];
  for (const [at, feature] of features.entries()) {
    if (feature.kind === "numeric") {
      columns.push({ feature: at, setOffset: -1, isMissingLeft: false });
      continue;
    }
    if (!file.hasTensor(names.sets(at))) continue;
    const tensor = file.tensor(names.sets(at));
    const [rows, width] = tensor.dims;
    const categories = feature.categories.length;
    if (
      tensor.type !== "float" ||
      tensor.dims.length !== 2 ||
      rows !== categories + 1 ||
      width === undefined
    ) {
      throw badOnnx(`the sets of feature ${feature.name} have another shape than its categories`);
    }
    const { data } = tensor;
    if (!data.every((value) => value === 0 || value === 1)) throw badOnnx("a set holds neither 0 nor 1");
    const words = Math.ceil(categories / 32);
    for (let column = 0; column < width; column++) {
      const setOffset = sets.length;
      for (let w = 0; w < words; w++) sets.push(0);
      for (let category = 0; category < categories; category++) {
        if (data[category * width + column] !== 0) continue;
        const w = setOffset + (category >>> 5);
        sets[w] = ((sets[w] as number) | (1 << (category & 31))) >>> 0;
      }
      columns.push({ feature: at, setOffset, isMissingLeft: data[categories * width + column] === 0 });
    }
  }
  return { columns, sets: Uint32Array.from(sets) };
}

/** First node and the one after the last, per tree. Trees and nodes must be numbered in order. */
function treesOf(
  treeIds: readonly number[],
  nodeIds: readonly number[],
): { roots: number[]; ends: number[] } {
  const roots: number[] = [];
  const ends: number[] = [];
  for (const [i, tree] of treeIds.entries()) {
    if (tree === roots.length) roots.push(i);
    if (tree !== roots.length - 1 || nodeIds[i] !== i - (roots[tree] as number)) {
      throw badOnnx(`node ${i} of its trees is out of order`);
    }
    ends[tree] = i + 1;
  }
  return { roots, ends };
}

function child(at: number, parent: number, end: number): number {
  if (!(at > parent && at < end))
    throw badOnnx(`node ${parent} of its trees has a child outside, or a cycle`);
  return at;
}

/** Fills in the values of the leaves, each once and in order; returns the output of each tree. */
function readLeaves(
  leaves: {
    readonly tree: readonly number[];
    readonly node: readonly number[];
    readonly target: readonly number[];
    readonly weight: Float32Array;
  },
  modes: readonly string[],
  roots: readonly number[],
  ends: readonly number[],
  outputs: number,
  value: Float32Array,
): Int32Array {
  const treeOutput = new Int32Array(roots.length).fill(-1);
  let next = 0;
  for (const [tree, root] of roots.entries()) {
    for (let i = root; i < (ends[tree] as number); i++) {
      if (modes[i] !== "LEAF") continue;
      const output = leaves.target[next];
      const weight = leaves.weight[next];
      const isHere = leaves.tree[next] === tree && leaves.node[next] === i - root;
      if (!isHere || output === undefined || !(output >= 0 && output < outputs) || !Number.isFinite(weight)) {
        throw badOnnx(`leaf ${i} of its trees has no value`);
      }
      if (treeOutput[tree] !== -1 && treeOutput[tree] !== output) {
        throw badOnnx(`tree ${tree} adds to two outputs`);
      }
      treeOutput[tree] = output;
      value[i] = weight as number;
      next += 1;
    }
    if (treeOutput[tree] === -1) throw badOnnx(`tree ${tree} has no leaf`);
  }
  if (next !== leaves.tree.length) throw badOnnx("its trees have more values than leaves");
  return treeOutput;
}
