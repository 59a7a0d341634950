import type { Predictor } from "../../contract/model-graph.ts";
import type { TrainingFrame } from "../learning.ts";
import { compileLink, compilePredictor } from "../serving/compile-model.ts";

const BLOCK_ROWS = 256;

/**
 * Predictions for the rows of a frame, [rows × outputs]: the chance of class 1 (binary), of each class
 * (multiclass), or the value (regression). Scored by the very code that serves.
 */
export function predictFrame(predictor: Predictor, frame: TrainingFrame): Float64Array {
  const { rows, features } = frame;
  const { outputs } = predictor;
  const width = features.length;
  const score = compilePredictor({ predictor, features });
  const scores = new Float64Array(rows * outputs);
  const matrix = new Float32Array(BLOCK_ROWS * width);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (const [f, column] of features.entries()) {
      if (column.kind === "numeric") {
        for (let i = 0; i < size; i++) matrix[i * width + f] = column.values[from + i]!;
      } else {
        for (let i = 0; i < size; i++) {
          const code = column.codes[from + i]!;
          matrix[i * width + f] = code < 0 ? NaN : code;
        }
      }
    }
    score(matrix, size, scores.subarray(from * outputs, (from + size) * outputs));
  }
  compileLink({ predictor })(scores, rows);
  return scores;
}
