import type { Signature } from "../../contract/records/models.ts";
import type { Json } from "../../kernel/json.ts";
import type { LoadedModel } from "../../ports/model-runtime.ts";

/** One row of raw columns by name, as JSON gives it. A timestamp is ISO 8601 or epoch milliseconds. */
export type RawRow = { readonly [column: string]: Json | undefined };

export interface Scored {
  /** Probability of the positive class, or the value; multiclass: of the predicted class. */
  readonly score: number;
  readonly predicted: string | number | boolean;
  /** By class; multiclass only. */
  readonly probabilities?: { readonly [name: string]: number };
}

/** A model version in memory. */
export interface ServedModel extends AsyncDisposable {
  readonly versionId: string;
  readonly model: string;
  readonly version: number;
  readonly signature: Signature;
  /**
   * Scores rows in order; at once when it can. A value of the wrong type throws predictions/bad-input.
   */
  score(rows: readonly RawRow[]): readonly Scored[] | Promise<readonly Scored[]>;
}

/** Chance from which on a binary model says yes. */
const yesFrom = 0.5;

/** A model version as what a runtime has loaded of it answers. */
export function servedModel(
  version: Pick<ServedModel, "versionId" | "model" | "version" | "signature">,
  loaded: Pick<LoadedModel, "predictRows"> & AsyncDisposable,
): ServedModel {
  const { versionId, model, version: number, signature } = version;
  const read = scoredOf(signature.target);
  const readAll = (scores: Float64Array, rows: number) => {
    const scored: Scored[] = [];
    for (let row = 0; row < rows; row++) scored.push(read(scores, row));
    return scored;
  };
  return {
    versionId,
    model,
    version: number,
    signature,
    score(rows) {
      const scores = loaded.predictRows(rows);
      return scores instanceof Float64Array
        ? readAll(scores, rows.length)
        : scores.then((later) => readAll(later, rows.length));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(loaded[Symbol.asyncDispose]()),
  };
}

function scoredOf({
  kind,
  classes = [],
}: Signature["target"]): (scores: Float64Array, row: number) => Scored {
  switch (kind) {
    case "binary":
      return (scores, row) => {
        const score = finite(scores[row]);
        return { score, predicted: score >= yesFrom };
      };
    case "regression":
      return (scores, row) => {
        const score = finite(scores[row]);
        return { score, predicted: score };
      };
    case "multiclass":
      return (scores, row) => {
        let best = 0;
        const own = scores.subarray(row * classes.length, (row + 1) * classes.length);
        const named = classes.map((name, k) => {
          if (finite(own[k]) > (own[best] as number)) best = k;
          return [name, own[k]] as const;
        });
        const probabilities = Object.fromEntries(named) as { [name: string]: number };
        return { score: own[best] as number, predicted: classes[best] as string, probabilities };
      };
  }
}

function finite(score: number | undefined): number {
  if (score === undefined || !Number.isFinite(score))
    throw new RangeError(`its score is ${score}, no finite number`);
  return score;
}

/** A served model that is closed once it is no longer wanted and the last call in it has ended. */
export class Lease {
  readonly model: ServedModel;
  #calls = 0;
  #isRetired = false;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor(model: ServedModel) {
    this.model = model;
  }

  async score(rows: readonly RawRow[]): Promise<readonly Scored[]> {
    this.#calls++;
    try {
      return await this.model.score(rows);
    } finally {
      this.#calls--;
      this.#closeWhenIdle();
    }
  }

  /** Resolves when the model is closed. */
  retire(): Promise<void> {
    this.#isRetired = true;
    this.#closeWhenIdle();
    return this.#closed.promise;
  }

  #closeWhenIdle(): void {
    if (!this.#isRetired || this.#isClosed || this.#calls > 0) return;
    this.#isClosed = true;
    this.#closed.resolve(this.model[Symbol.asyncDispose]());
  }
}
