import type { TreeEnsemble } from "../../contract/model-graph.ts";
import type { RawScorer } from "./raw-scorer.ts";

/** Masks are 32-bit words. */
const MAX_LEAVES = 32;
/** More masks than this (8 MiB) would not stay in a cache. */
const MAX_MASKS = 2 ** 21;

interface FeatureMasks {
  readonly feature: number;
  /** Rising thresholds, padded with Infinity to a power of two; null for a categorical feature. */
  readonly thresholds: Float32Array | null;
  /** Values told apart: intervals of thresholds, or categories. One more is missing. */
  readonly cells: number;
  /** Trees that ask for the feature. */
  readonly trees: Int32Array;
  /** [cells + 1 × trees]: the leaves which stay in reach. */
  readonly masks: Int32Array;
}

/**
 * Scores by masks, after QuickScorer (Lucchese et al., SIGIR 2015), with all nodes of a tree that ask for one
 * feature folded into one mask per value that they tell apart. A row then costs one AND for each pair of tree
 * and feature; the one leaf left over is the row's. Null when the ensemble does not fit.
 */
export function compileMasks(trees: TreeEnsemble, width: number): RawScorer | null {
  const count = trees.roots.length;
  const leafValues = new Float32Array(count * MAX_LEAVES);
  const under = leafMasks(trees, leafValues);
  if (under === null) return null;
  const features = foldFeatures(trees, under);
  if (features === null) return null;
  const { base, outputs, treeOutput } = trees;
  const all = trees.roots.map((root) => under[root]!);
  const reach = new Int32Array(count);

  return (matrix, rows, scores) => {
    for (let row = 0; row < rows; row++) {
      reach.set(all);
      for (let i = 0; i < features.length; i++) {
        const one = features[i]!;
        narrow(reach, one, cellOf(one, matrix[row * width + one.feature]!));
      }
      if (outputs === 1) {
        scores[row] = base[0]! + sumLeaves(reach, leafValues);
        continue;
      }
      const at = row * outputs;
      for (let k = 0; k < outputs; k++) scores[at + k] = base[k]!;
      for (let t = 0; t < count; t++) {
        scores[at + treeOutput[t]!]! += leafValues[t * MAX_LEAVES + 31 - Math.clz32(reach[t]!)]!;
      }
    }
  };
}

function narrow(reach: Int32Array, { trees, masks }: FeatureMasks, cell: number): void {
  const start = cell * trees.length;
  for (let j = 0; j < trees.length; j++) reach[trees[j]!]! &= masks[start + j]!;
}

function sumLeaves(reach: Int32Array, leafValues: Float32Array): number {
  let sum = 0;
  for (let t = 0; t < reach.length; t++) {
    sum += leafValues[t * MAX_LEAVES + 31 - Math.clz32(reach[t]!)]!;
  }
  return sum;
}

function cellOf({ thresholds, cells }: FeatureMasks, x: number): number {
  if (Number.isNaN(x)) return cells;
  // a category beyond the sets goes where no set has it, as cells − 1 does
  if (thresholds === null) return x < cells - 1 ? x : cells - 1;
  let cell = 0;
  for (let step = thresholds.length >> 1; step > 0; step >>= 1) {
    if (x > thresholds[cell + step - 1]!) cell += step;
  }
  return cell;
}

/** Numbers the leaves of each tree from the left; returns the leaves under each node, or null if there are too many. */
function leafMasks(trees: TreeEnsemble, leafValues: Float32Array): Int32Array | null {
  const under = new Int32Array(trees.feature.length);
  let next = 0;
  const visit = (node: number, tree: number, depth: number): void => {
    // a path of 32 forks has more leaves beside it than fit
    if (depth >= MAX_LEAVES || next > MAX_LEAVES) {
      next = MAX_LEAVES + 1;
      return;
    }
    if (trees.feature[node]! < 0) {
      if (next < MAX_LEAVES) leafValues[tree * MAX_LEAVES + next] = trees.value[node]!;
      under[node] = 1 << next;
      next++;
      return;
    }
    visit(trees.left[node]!, tree, depth + 1);
    visit(trees.right[node]!, tree, depth + 1);
    under[node] = under[trees.left[node]!]! | under[trees.right[node]!]!;
  };
  for (const [tree, root] of trees.roots.entries()) {
    next = 0;
    visit(root, tree, 0);
    if (next > MAX_LEAVES) return null;
  }
  return under;
}

/** The inner nodes of each feature, with the number of their tree. */
function nodesByFeature(trees: TreeEnsemble): Map<number, { node: number; tree: number }[]> {
  const found = new Map<number, { node: number; tree: number }[]>();
  for (const [tree, root] of trees.roots.entries()) {
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const feature = trees.feature[node]!;
      if (feature < 0) continue;
      const list = found.get(feature) ?? [];
      list.push({ node, tree });
      found.set(feature, list);
      open.push(trees.right[node]!, trees.left[node]!);
    }
  }
  return found;
}

function foldFeatures(trees: TreeEnsemble, under: Int32Array): FeatureMasks[] | null {
  const setWords = wordsOfSets(trees);
  const features: FeatureMasks[] = [];
  let total = 0;
  for (const [feature, nodes] of nodesByFeature(trees)) {
    const isCategorical = trees.setOffset[nodes[0]!.node]! >= 0;
    if (nodes.some(({ node }) => trees.setOffset[node]! >= 0 !== isCategorical)) return null;
    const thresholds = isCategorical ? null : distinct(nodes.map(({ node }) => trees.threshold[node]!));
    const cells =
      thresholds === null
        ? Math.max(...nodes.map(({ node }) => setWords.get(trees.setOffset[node]!)!)) * 32 + 1
        : thresholds.length + 1;
    const own = [...new Set(nodes.map(({ tree }) => tree))];
    total += (cells + 1) * own.length;
    if (total > MAX_MASKS) return null;
    const place = new Map(own.map((tree, j) => [tree, j]));
    const masks = new Int32Array((cells + 1) * own.length).fill(-1);
    for (const { node, tree } of nodes) {
      const column = place.get(tree)!;
      const withoutLeft = ~under[trees.left[node]!]!;
      const withoutRight = ~under[trees.right[node]!]!;
      for (let cell = 0; cell <= cells; cell++) {
        const isLeft =
          cell === cells ? trees.missingLeft[node] === 1 : goesLeft(trees, node, thresholds, cell);
        masks[cell * own.length + column]! &= isLeft ? withoutRight : withoutLeft;
      }
    }
    features.push({
      feature,
      thresholds: thresholds === null ? null : padded(thresholds),
      cells,
      trees: Int32Array.from(own),
      masks,
    });
  }
  return features;

  function goesLeft(
    { threshold, setOffset, sets }: TreeEnsemble,
    node: number,
    thresholds: Float32Array | null,
    cell: number,
  ): boolean {
    // values of cell i are at most threshold i, and above the one before
    if (thresholds !== null) return cell < thresholds.length && thresholds[cell]! <= threshold[node]!;
    const offset = setOffset[node]!;
    if (cell >> 5 >= setWords.get(offset)!) return false;
    return ((sets[offset + (cell >> 5)]! >>> (cell & 31)) & 1) === 1;
  }
}

const distinct = (values: readonly number[]): Float32Array =>
  Float32Array.from(new Set(Float32Array.from(values).sort()));

/** To a power of two above the length, so that a search needs no check of its end. */
function padded(thresholds: Float32Array): Float32Array {
  const out = new Float32Array(2 ** Math.ceil(Math.log2(thresholds.length + 1))).fill(Infinity);
  out.set(thresholds);
  return out;
}

/** Length of each set: up to where the next one begins. */
function wordsOfSets({ setOffset, sets }: TreeEnsemble): Map<number, number> {
  const starts = [...new Set(setOffset)].filter((at) => at >= 0).sort((a, b) => a - b);
  return new Map(starts.map((at, i) => [at, (starts[i + 1] ?? sets.length) - at]));
}
