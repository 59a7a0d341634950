/** A share in [0, 1] as a bound on 32-bit hashes. */
export const sampleThreshold = (share: number): number => share * 2 ** 32;

/**
 * Whether a row is in the sample of an iteration: a hash of the row alone (finaliser of MurmurHash3), so that any
 * thread can tell. A share of s takes each row with chance s, without replacement.
 */
export function isSampled(row: number, seed: number, iteration: number, threshold: number): boolean {
  let h = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(seed + 0x51ed27, 0x85ebca6b);
  h = (h + Math.imul(iteration, 0xc2b2ae35)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0 < threshold;
}
