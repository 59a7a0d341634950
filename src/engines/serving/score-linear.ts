import type { LinearModel } from "../../contract/model-graph.ts";
import type { RawScorer } from "../trees/raw-scorer.ts";

/**
 * Raw scores of a linear model over a row-major float32 feature matrix; categories are places or NaN. A
 * number beyond float32 is infinite there and counts as missing, or one row would predict NaN.
 */
export function compileLinear(model: LinearModel, isCategorical: readonly boolean[]): RawScorer {
  const { outputs, offset, weights, intercept, mean, scale } = model;
  const width = isCategorical.length;
  const stride = weights.length / outputs;
  return (matrix, rows, scores) => {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < outputs; k++) {
        let score = intercept[k] as number;
        for (let f = 0; f < width; f++) {
          const x = matrix[row * width + f] as number;
          if (!Number.isFinite(x)) continue;
          const at = k * stride + (offset[f] as number);
          score += isCategorical[f]
            ? (weights[at + x] as number)
            : (weights[at] as number) * ((x - (mean[f] as number)) / (scale[f] as number));
        }
        scores[row * outputs + k] = score;
      }
    }
  };
}
