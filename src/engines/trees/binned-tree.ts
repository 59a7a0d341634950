import { hasBit } from "./split.ts";

/** A tree over bins while it grows; node 0 is the root. Flat arrays, as long as a tree can get. */
export interface BinnedTree {
  nodes: number;
  /** Feature, or −1 at a leaf. */
  readonly feature: Int32Array;
  /** Numeric: bins up to this one go left. */
  readonly bin: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Leaf value. */
  readonly value: Float32Array;
  /** 256 bytes a node: 1 where a bin goes left. */
  readonly goesLeft: Uint8Array;
}

export function emptyTree(leaves: number): BinnedTree {
  const size = 2 * leaves - 1;
  return {
    nodes: 1,
    feature: new Int32Array(size).fill(-1),
    bin: new Int32Array(size),
    missingLeft: new Uint8Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    value: new Float32Array(size),
    goesLeft: new Uint8Array(size * 256),
  };
}

/** A copy no longer than its nodes. */
export function trimTree(tree: BinnedTree): BinnedTree {
  const { nodes } = tree;
  return {
    nodes,
    feature: tree.feature.slice(0, nodes),
    bin: tree.bin.slice(0, nodes),
    missingLeft: tree.missingLeft.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    right: tree.right.slice(0, nodes),
    value: tree.value.slice(0, nodes),
    goesLeft: tree.goesLeft.slice(0, nodes * 256),
  };
}

export interface SplitChoice {
  readonly feature: number;
  readonly isCategorical: boolean;
  /** Bins of the feature; its missing bin has this number. */
  readonly bins: number;
  readonly bin: number;
  readonly isMissingLeft: boolean;
  /** Set of bins that go left, for a categorical feature. */
  readonly set: Int32Array;
}

/** Turns a leaf into an inner node with two new leaves; returns the left one, the right one follows it. */
export function splitNode(tree: BinnedTree, node: number, choice: SplitChoice): number {
  const left = tree.nodes;
  tree.nodes += 2;
  tree.feature[node] = choice.feature;
  tree.bin[node] = choice.bin;
  tree.missingLeft[node] = choice.isMissingLeft ? 1 : 0;
  tree.left[node] = left;
  tree.right[node] = left + 1;
  const table = tree.goesLeft.subarray(node * 256, (node + 1) * 256);
  for (let bin = 0; bin < choice.bins; bin++) {
    table[bin] = (choice.isCategorical ? hasBit(choice.set, bin) : bin <= choice.bin) ? 1 : 0;
  }
  table[choice.bins] = choice.isMissingLeft ? 1 : 0;
  return left;
}

/** Value of the leaf that a row of bins falls into. */
export function leafValue(tree: BinnedTree, words: Int32Array, rows: number, row: number): number {
  const { feature, left, right, goesLeft } = tree;
  let node = 0;
  for (let f = feature[0]!; f >= 0; f = feature[node]!) {
    const bin = (words[(f >> 2) * rows + row]! >>> ((f & 3) * 8)) & 255;
    node = goesLeft[node * 256 + bin] === 1 ? left[node]! : right[node]!;
  }
  return tree.value[node]!;
}
