import { AsyncLocalStorage } from "node:async_hooks";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** One writer at a time, first come, first served. A turn asked for inside a turn is refused, not waited for. */
export class WriteQueue {
  readonly #turn = new AsyncLocalStorage<{ isOpen: boolean }>();
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.refuseNested();
    const turn = { isOpen: true };
    const mine = this.#last.then(() =>
      this.#turn.run(turn, async () => {
        try {
          return await work();
        } finally {
          turn.isOpen = false;
        }
      }),
    );
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  refuseNested(): void {
    if (this.#turn.getStore()?.isOpen === true) throw fail("storage/nested-write", {});
  }

  /** Resolves when every turn that was asked for has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
