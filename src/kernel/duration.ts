const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A duration as people write it (`500ms`, `10m`, `14d`) in milliseconds. `1mo` has no fixed length: RangeError. */
export function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError(`${text} has no fixed length in milliseconds`);
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}
