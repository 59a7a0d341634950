import type { TreeEnsemble } from "../../contract/model-graph.ts";
import type { RawScorer } from "./raw-scorer.ts";

/**
 * Packs the trees for speed: four words a node (what to compare, left, right, threshold or set or value), so
 * that a visit touches one cache line, trees outside and rows inside, so that a tree stays in the cache.
 */
export function compileWalk(trees: TreeEnsemble, width: number): RawScorer {
  const count = trees.feature.length;
  const words = new Int32Array(count * 4);
  const numbers = new Float32Array(words.buffer);
  for (let i = 0; i < count; i++) {
    const feature = trees.feature[i]!;
    const at = i * 4;
    if (feature < 0) {
      words[at] = -1;
      numbers[at + 3] = trees.value[i]!;
      continue;
    }
    const setOffset = trees.setOffset[i]!;
    words[at] = feature * 4 + (setOffset >= 0 ? 2 : 0) + (trees.missingLeft[i] === 1 ? 1 : 0);
    words[at + 1] = trees.left[i]! * 4;
    words[at + 2] = trees.right[i]! * 4;
    if (setOffset >= 0) words[at + 3] = setOffset;
    else numbers[at + 3] = trees.threshold[i]!;
  }
  const { sets, base, outputs, treeOutput } = trees;
  const roots = trees.roots.map((root) => root * 4);

  return (matrix, rows, scores) => {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < outputs; k++) scores[row * outputs + k] = base[k]!;
    }
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree]!;
      const output = treeOutput[tree]!;
      for (let row = 0; row < rows; row++) {
        const start = row * width;
        let at = root;
        for (let what = words[at]!; what >= 0; what = words[at]!) {
          const x = matrix[start + (what >> 2)]!;
          let isLeft: boolean;
          if (Number.isNaN(x)) isLeft = (what & 1) === 1;
          else if ((what & 2) === 0) isLeft = x <= numbers[at + 3]!;
          else isLeft = ((sets[words[at + 3]! + (x >>> 5)]! >>> (x & 31)) & 1) === 1;
          at = words[isLeft ? at + 1 : at + 2]!;
        }
        scores[row * outputs + output]! += numbers[at + 3]!;
      }
    }
  };
}
