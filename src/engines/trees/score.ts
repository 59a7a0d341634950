import type { TreeEnsemble } from "../../contract/model-graph.ts";
import type { RawScorer } from "./raw-scorer.ts";
import { compileMasks } from "./score-masks.ts";
import { compileWalk } from "./score-walk.ts";

/**
 * Compiles an ensemble over `width` features. Trees of up to 32 leaves are scored by masks, without a branch
 * to predict; larger ones, or so many that the masks leave the cache, are walked. Both give the same bits.
 */
export function compileTrees(trees: TreeEnsemble, width: number): RawScorer {
  return compileMasks(trees, width) ?? compileWalk(trees, width);
}
