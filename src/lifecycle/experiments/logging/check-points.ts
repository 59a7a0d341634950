import { fail } from "../../../kernel/errors/prumo-error.ts";
import { checkKey, checkLength, limits } from "../limits.ts";
import type { LoggedPoint } from "../runs/run.ts";

/** Refuses points whose key, time or step cannot be; NaN and the infinities are values like any other. */
export function checkPoints(points: readonly LoggedPoint[]): void {
  let checked = "";
  for (const [index, { key, value, step, at }] of points.entries()) {
    const place = points.length === 1 ? "" : `metrics[${index}].`;
    if (key !== checked) {
      checkKey(`${place}name`, key);
      checkLength("Metric name", limits.key, key);
      checked = key;
    }
    if (typeof value !== "number")
      throw fail("experiments/bad-point", { path: `${place}value`, problem: "it is no number" });
    if (!Number.isSafeInteger(at) || at < 0) {
      throw fail("experiments/bad-point", {
        path: `${place}timestamp`,
        problem: `metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
      });
    }
    if (!Number.isSafeInteger(step)) {
      throw fail("experiments/bad-point", {
        path: `${place}step`,
        problem: `metric '${key}' (value=${value}). Step must be a valid long (64-bit integer).`,
      });
    }
  }
}
