/** A source of numbers that repeats itself for a seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
}

/** xoshiro128** seeded by SplitMix32. Same seed, same numbers, on every machine. */
export function seededRandom(seed: number): Random {
  const next32 = xoshiro128(...splitMix32(seed));
  return {
    next: () => next32() / 4294967296,
    below: (bound) => Math.floor((next32() / 4294967296) * bound),
  };
}

/** The first four words of SplitMix32 (finaliser of Wellons, 2018). */
function splitMix32(seed: number): [number, number, number, number] {
  let mix = seed | 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [split(), split(), split(), split()];
}

/** xoshiro128** 1.1 (Blackman and Vigna, 2018): uniform integers of 32 bits from this state on, which is not all 0. */
export function xoshiro128(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const r = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return r;
  };
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
