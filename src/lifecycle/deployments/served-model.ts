import type { Signature } from "../../contract/records/models.ts";
import type { Json } from "../../kernel/json.ts";

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
   * Scores rows in order; at once when it can. A value of the wrong type throws predictions/bad-input, whose
   * details name row (from 0) and column.
   */
  score(rows: readonly RawRow[]): readonly Scored[] | Promise<readonly Scored[]>;
}

/** A served model that is closed once it is no longer wanted and the last call in it has ended. */
export class Lease {
  readonly model: ServedModel;
  #calls = 0;
  #isRetired = false;
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
    if (!this.#isRetired || this.#calls > 0) return;
    this.#closed.resolve(this.model[Symbol.asyncDispose]());
  }
}
