import type { TreeEnsemble } from "../../contract/model-graph.ts";

/** Raw scores of `rows` rows of a row-major float32 feature matrix, into `scores` [rows × outputs]. */
export type RawScorer = (matrix: Float32Array, rows: number, scores: Float64Array) => void;

/**
 * Packs the trees for speed: four words a node (what to compare, left, right, threshold or set or value), so
 * that a visit touches one cache line, trees outside and rows inside, so that a tree stays in the cache.
 */
export function compileTrees(trees: TreeEnsemble, width: number): RawScorer {
  const count = trees.feature.length;
  const words = new Int32Array(count * 4);
  const numbers = new Float32Array(words.buffer);
  for (let i = 0; i < count; i++) {
    const feature = trees.feature[i] as number;
    const at = i * 4;
    if (feature < 0) {
      words[at] = -1;
      numbers[at + 3] = trees.value[i] as number;
      continue;
    }
    const setOffset = trees.setOffset[i] as number;
    words[at] = feature * 4 + (setOffset >= 0 ? 2 : 0) + (trees.missingLeft[i] === 1 ? 1 : 0);
    words[at + 1] = (trees.left[i] as number) * 4;
    words[at + 2] = (trees.right[i] as number) * 4;
    if (setOffset >= 0) words[at + 3] = setOffset;
    else numbers[at + 3] = trees.threshold[i] as number;
  }
  const { sets, base, outputs } = trees;
  const roots = trees.roots.map((root) => root * 4);
  const { treeOutput } = trees;

  return (matrix, rows, scores) => {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < outputs; k++) scores[row * outputs + k] = base[k] as number;
    }
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree] as number;
      const output = treeOutput[tree] as number;
      for (let row = 0; row < rows; row++) {
        const start = row * width;
        let at = root;
        for (let what = words[at] as number; what >= 0; what = words[at] as number) {
          const x = matrix[start + (what >> 2)] as number;
          let isLeft: boolean;
          if (x !== x) isLeft = (what & 1) === 1;
          else if ((what & 2) === 0) isLeft = x <= (numbers[at + 3] as number);
          else isLeft = (((sets[(words[at + 3] as number) + (x >>> 5)] as number) >>> (x & 31)) & 1) === 1;
          at = words[isLeft ? at + 1 : at + 2] as number;
        }
        const place = row * outputs + output;
        scores[place] = (scores[place] as number) + (numbers[at + 3] as number);
      }
    }
  };
}
