/**
 * Who is answered by the candidate: the unit (a request id) is hashed with the rollout's salt into one of
 * 10,000 buckets, and the candidate answers the buckets below its weight. No state is kept, yet the same
 * unit always gets the same answerer, and raising the weight only ever moves units *to* the candidate.
 */

export const buckets = 10_000;

/** A function from unit to bucket, 0 – 9,999, uniform over units and independent between salts. */
export function assigner(salt: string): (unit: string) => number {
  const seed = fnv1a(0x811c9dc5, salt);
  return (unit) => Math.floor((mixed(fnv1a(seed, unit)) / 0x1_0000_0000) * buckets);
}

/** Whether a bucket falls to the candidate at this weight (percent of traffic, 0 – 100). */
export function isCandidate(bucket: number, weight: number): boolean {
  return bucket < weight * (buckets / 100);
}

/** FNV-1a over UTF-16 code units (Fowler, Noll, Vo; draft-eastlake-fnv). */
function fnv1a(seed: number, text: string): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3 (Appleby): FNV alone leaves the high bits of near-equal ids alike. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
