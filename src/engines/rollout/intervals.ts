/** A share with its score interval. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval of `count` in `of` (Wilson 1927), at `z` standard errors a side; needs `of` > 0. */
export function wilson(count: number, of: number, z: number): ShareInterval {
  const share = count / of;
  const z2 = z * z;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Newcombe's interval of the difference b − a of two independent shares (Newcombe 1998, method 10). */
export function shareDifference(a: ShareInterval, b: ShareInterval): { low: number; high: number } {
  const difference = b.share - a.share;
  return {
    low: difference - Math.hypot(b.share - b.low, a.high - a.share),
    high: difference + Math.hypot(b.high - b.share, a.share - a.low),
  };
}
