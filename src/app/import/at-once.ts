/** How many requests are under way at once: what a stock server has workers for. */
export const atOnce = 4;

/** Does work for each item, a few at once, and reads no further ahead. The first error ends it, after what is under way. */
export async function forEach<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
  limit = atOnce,
): Promise<void> {
  const going = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for (const item of items) {
    const done: Promise<void> = work(item)
      .catch((error: unknown) => void (failure ??= { error }))
      .finally(() => void going.delete(done));
    going.add(done);
    if (going.size >= limit) await Promise.race(going);
    if (failure !== undefined) break;
  }
  await Promise.all(going);
  if (failure !== undefined) throw failure.error;
}

/** Lets a few in at once. */
export class Turnstile {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places = atOnce) {
    this.#free = places;
  }

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free === 0) await new Promise<void>((enter) => void this.#waiting.push(enter));
    else this.#free--;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
