import type { TreeEnsemble } from "../../contract/model-graph.ts";
import { compileMasks } from "./score-masks.ts";
import { compileWalk } from "./score-walk.ts";

/**
 * Raw scores (base and leaf values, before the link) of the first `rows` rows of a row-major float32 feature
 * matrix, into `scores` [rows × outputs]. Not re-entrant, as its buffers are its own; it never awaits.
 */
export type RawScorer = (matrix: Float32Array, rows: number, scores: Float64Array) => void;

/**
 * Compiles an ensemble over `width` features. Trees of up to 32 leaves are scored by masks, without a branch
 * to predict; larger ones, or so many that the masks leave the cache, are walked. Both give the same bits.
 */
export function compileTrees(trees: TreeEnsemble, width: number): RawScorer {
  return compileMasks(trees, width) ?? compileWalk(trees, width);
}
