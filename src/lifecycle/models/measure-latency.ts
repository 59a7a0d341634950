import type { Measured } from "../../contract/records/models.ts";
import type { CompiledModel } from "../../engines/serving/compile-model.ts";

type RawRow = Readonly<Record<string, unknown>>;

/** Rows scored before the clock counts, so that the code is compiled, and rows timed. */
const WARM_UP = 1_000;
const TIMED = 3_000;

/**
 * The 99th percentile of single-row answers in process, in milliseconds, over at most 3,000 of `rows`. A
 * measurement of this machine at this moment: it is no part of any identity.
 */
export function measureLatency(model: CompiledModel, rows: readonly RawRow[]): Measured {
  const at = (k: number): RawRow => rows[k % rows.length] ?? {};
  for (let k = 0; k < WARM_UP; k++) model.scoreRow(at(k));
  const times = new Float64Array(Math.min(TIMED, Math.max(rows.length, 1_000)));
  for (let k = 0; k < times.length; k++) {
    const row = at(k);
    const startedAt = performance.now();
    model.scoreRow(row);
    times[k] = performance.now() - startedAt;
  }
  times.sort();
  const value = times[Math.ceil(0.99 * times.length) - 1] ?? 0;
  return { value, low: null, high: null, rows: times.length };
}
