import { randomBytes } from "node:crypto";
import { newId } from "../../kernel/ids.ts";

/** Digits of the counter in base 32: 34 thousand million ids before it overflows into a new prefix. */
const digits = 7;
const limit = 32 ** digits;

/**
 * Ids of predictions: one prefix of time and 40 random bits for each start of the process, then a counter.
 * Cheap to make, unique, and in the order of making, so a range of ids is a stretch of the log.
 */
export class PredictionIds {
  readonly #now: () => number;
  #prefix: string;
  #next = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#prefix = newId("prediction", now(), randomBytes(5));
  }

  take(count: number): string[] {
    if (this.#next + count > limit) {
      this.#prefix = newId("prediction", this.#now(), randomBytes(5));
      this.#next = 0;
    }
    const ids: string[] = [];
    for (let i = 0; i < count; i++)
      ids.push(this.#prefix + (this.#next++).toString(32).padStart(digits, "0"));
    return ids;
  }
}
