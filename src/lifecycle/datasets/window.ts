import type { Window } from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** Epoch milliseconds, half open: from <= t < to; null is unbounded. */
export interface ResolvedWindow {
  readonly from: number | null;
  readonly to: number | null;
}

const msPerDay = 86_400_000;

/** True when the window leaves anything out. */
export function isBounded(window: Window): boolean {
  return [window.from, window.to, window.days].some((bound) => bound !== null && bound !== undefined);
}

/**
 * `days` counts back from `to`, or else from just after the last row (`lastAt`); together with `from`, the
 * later begin holds. Throws datasets/bad-window.
 */
export function resolveWindow(dataset: string, window: Window, lastAt: number | null): ResolvedWindow {
  const to = timeOf(dataset, "to", window.to);
  const from = timeOf(dataset, "from", window.from);
  const end = to ?? (lastAt === null ? null : lastAt + 1);
  const back = window.days ?? null;
  const begin =
    back === null || end === null ? from : Math.max(end - back * msPerDay, from ?? Number.NEGATIVE_INFINITY);
  const resolved = { from: begin, to: back === null ? to : end };
  if (resolved.from !== null && resolved.to !== null && resolved.from >= resolved.to) {
    throw fail("datasets/bad-window", {
      dataset,
      problem: `it ends before it begins (${windowText(resolved)})`,
    });
  }
  return resolved;
}

/** `from 2001-01-01T00:00:00.000Z to before …`, for people. */
export function windowText({ from, to }: ResolvedWindow): string {
  const parts = [
    ...(from === null ? [] : [`from ${isoTime(from)}`]),
    ...(to === null ? [] : [`before ${isoTime(to)}`]),
  ];
  return parts.join(" and ");
}

export function isoTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

/** ISO 8601 in UTC unless it says otherwise: a time without zone is not local time, as `Date.parse` takes it. */
function timeOf(dataset: string, bound: string, value: string | number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && Math.abs(value) <= 8.64e15) return value;
    throw fail("datasets/bad-window", {
      dataset,
      problem: `${bound} ${value} is not whole epoch milliseconds`,
    });
  }
  const isIso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(
    value,
  );
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10));
  const text = value.replace(" ", "T");
  const at = isIso ? Date.parse(text.length === 10 || hasZone ? text : `${text}Z`) : Number.NaN;
  if (Number.isNaN(at)) {
    throw fail("datasets/bad-window", {
      dataset,
      problem: `${bound} ${JSON.stringify(value)} is not a time`,
    });
  }
  return at;
}
