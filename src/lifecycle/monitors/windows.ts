import { durationMs } from "../../kernel/duration.ts";

/** A stretch of event time, half open, epoch ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The window of a length that holds a moment. Windows are aligned, so that a restart cuts the same ones:
 * months to the calendar (UTC), weeks to Monday, all others to the epoch.
 */
export function windowOf(every: string, at: number): Window {
  const months = /^(\d+)mo$/.exec(every);
  if (months) return monthsAround(Math.max(1, Number(months[1])), at);
  const length = Math.max(1, durationMs(every));
  // 1970-01-05 was a Monday.
  const offset = every.endsWith("w") ? 4 * 86_400_000 : 0;
  const from = Math.floor((at - offset) / length) * length + offset;
  return { from, to: from + length };
}

/** Every window that begins with the one of `from` and has ended by `until`, in order. */
export function* windowsBetween(every: string, from: number, until: number): Iterable<Window> {
  for (let window = windowOf(every, from); window.to <= until; window = windowOf(every, window.to))
    yield window;
}

function monthsAround(count: number, at: number): Window {
  const date = new Date(at);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const first = Math.floor(month / count) * count;
  return { from: startOfMonth(first), to: startOfMonth(first + count) };
}

function startOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1);
}
