/** What the address asks: a moment, a span, or now when neither is said. Times are UTC. */
export type Asked =
  | { readonly kind: "moment"; readonly at: number; readonly isNow: boolean }
  | { readonly kind: "range"; readonly from: number; readonly to: number };

/** Reads `at`, or `from` and `to`, of the address; `now` is taken where a time is missing or cannot be read. */
export function askedOf(
  { at, from, to, kind }: Readonly<Record<"at" | "from" | "to" | "kind", string>>,
  now: number,
): Asked {
  if (kind === "range" || from !== "" || to !== "") {
    const end = readTime(to) ?? now;
    return { kind: "range", from: Math.min(readTime(from) ?? 0, end), to: end };
  }
  const moment = readTime(at);
  return { kind: "moment", at: moment ?? now, isNow: moment === undefined };
}

/** `2026-11-27T22:41:03`, with or without Z, as epoch milliseconds UTC. */
export function readTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?Z?$/.test(text)) return undefined;
  const time = Date.parse(text.endsWith("Z") || !text.includes("T") ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** As a field of date and time shows it: UTC to the second. */
export function fieldText(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}
