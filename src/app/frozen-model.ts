import { logLoss } from "../engines/metrics/binary.ts";
import { calibrationError } from "../engines/metrics/calibration.ts";
import { rankScores, rocAuc } from "../engines/metrics/ranking.ts";
import type { LoadedModel } from "../ports/model-runtime.ts";
import type { ColumnBatch } from "../ports/table-engine.ts";

export interface Measures {
  readonly rocAuc: number;
  readonly logLoss: number;
  readonly calibrationError: number;
}

/**
 * A version that no longer serves, scored beside the one that does: what would have been without
 * retraining. Scores and labels are kept until measured: 16 bytes a row.
 */
export class FrozenModel {
  readonly #model: LoadedModel;
  #scores: Float64Array[] = [];
  #labels: Float64Array[] = [];

  constructor(model: LoadedModel) {
    this.#model = model;
  }

  /** Scores rows; `labels` (0 or 1) are theirs. */
  async score(batch: ColumnBatch, labels: Float64Array): Promise<void> {
    const columns = Object.fromEntries(batch.names.map((name, at) => [name, batch.columns[at] ?? []]));
    const scores = await this.#model.predictColumns?.(columns, batch.rows);
    if (scores === undefined) throw new TypeError("only models of prumo's own can be scored by column");
    this.#scores.push(scores);
    this.#labels.push(labels);
  }

  /** Measures over what was scored since the last call. */
  measure(): Measures {
    const scores = joined(this.#scores);
    const labels = joined(this.#labels);
    this.#scores = [];
    this.#labels = [];
    return {
      rocAuc: rocAuc(rankScores(labels, scores))?.value ?? Number.NaN,
      logLoss: logLoss(labels, scores)?.value ?? Number.NaN,
      calibrationError: calibrationError(labels, scores)?.value ?? Number.NaN,
    };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
