const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Distances between ticks that people count in; those of a day and more start at midnight (UTC). */
const steps = [
  ...[1, 5, 15, 30].map((count) => count * second),
  ...[1, 5, 15, 30].map((count) => count * minute),
  ...[1, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 91, 182, 365, 730, 1_825].map((count) => count * day),
];

/** At most `most` moments within a span, evenly apart, and the distance between them. Times are epoch milliseconds. */
export function timeTicks(
  from: number,
  to: number,
  most: number,
): { readonly at: readonly number[]; readonly step: number } {
  const step = steps.find((each) => (to - from) / each <= most) ?? (steps.at(-1) ?? day) * 10;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return { at: Array.from({ length: Math.min(count, 100) }, (_, index) => first + index * step), step };
}

/** A tick as short as its distance to the next allows, UTC. */
export function writeTick(language: string, step: number): (at: number) => string {
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
    return (at: number) => format.format(at);
  };
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  if (step < minute) return write({ ...clock, second: "2-digit" });
  if (step >= 30 * day) return write({ month: "short", year: "numeric" });
  const ofDay = write({ day: "numeric", month: "short" });
  if (step >= day) return ofDay;
  const ofClock = write(clock);
  return (at) => (at % day === 0 ? ofDay(at) : ofClock(at));
}

/** A moment to the second, the same in every language. */
export function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
