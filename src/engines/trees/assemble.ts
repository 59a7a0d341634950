import type { TreeEnsemble } from "../../contract/model-graph.ts";
import type { Task } from "../learning.ts";
import type { BinnedTree } from "./binned-tree.ts";
import type { FeatureBins } from "./bins.ts";
import type { Start } from "./start.ts";

const LINKS = { binary: "logistic", multiclass: "softmax", regression: "identity" } as const;

/** Turns trees over bins into trees over feature values: the fitted form that is served. */
export function assemble(
  trees: readonly BinnedTree[],
  bins: readonly FeatureBins[],
  start: Start,
  task: Task,
): TreeEnsemble {
  const nodes = trees.reduce((sum, tree) => sum + tree.nodes, 0);
  const sets: number[] = [];
  const ensemble = {
    kind: "trees" as const,
    outputs: start.outputs,
    link: LINKS[task.task],
    scale: start.scale,
    shift: start.shift,
    base: start.base,
    roots: new Int32Array(trees.length),
    treeOutput: Int32Array.from(trees, (_, t) => t % start.outputs),
    feature: new Int32Array(nodes).fill(-1),
    threshold: new Float32Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    value: new Float32Array(nodes),
    setOffset: new Int32Array(nodes).fill(-1),
  };
  let first = 0;
  for (const [t, tree] of trees.entries()) {
    ensemble.roots[t] = first;
    for (let node = 0; node < tree.nodes; node++) {
      const at = first + node;
      const f = tree.feature[node]!;
      ensemble.feature[at] = f;
      if (f < 0) {
        ensemble.value[at] = tree.value[node]!;
        continue;
      }
      ensemble.left[at] = first + tree.left[node]!;
      ensemble.right[at] = first + tree.right[node]!;
      ensemble.missingLeft[at] = tree.missingLeft[node]!;
      const feature = bins[f]!;
      if (feature.kind === "numeric") {
        // the last bin has no upper edge: such a split divides missing from all values
        ensemble.threshold[at] = feature.edges[tree.bin[node]!] ?? Infinity;
      } else {
        ensemble.setOffset[at] = sets.length;
        const goesLeft = tree.goesLeft.subarray(node * 256, (node + 1) * 256);
        for (const word of categorySet(feature.binOf, goesLeft)) sets.push(word);
      }
    }
    first += tree.nodes;
  }
  return { ...ensemble, sets: Uint32Array.from(sets) };
}

/** The categories whose bin goes left, as a bit set. */
function categorySet(binOf: Uint8Array, goesLeft: Uint8Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(binOf.length / 32));
  for (let code = 0; code < binOf.length; code++) {
    if (goesLeft[binOf[code]!] === 1) words[code >> 5]! |= 1 << (code & 31);
  }
  return words;
}
