/** Where time comes from, so that a test can hold it still. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
  /** Milliseconds of a clock that never goes back; for durations only. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A clock that moves only when told to. */
export function heldClock(startAt: number): Clock & { advance(ms: number): void } {
  let at = startAt;
  return { now: () => at, monotonic: () => at - startAt, advance: (ms) => void (at += ms) };
}
