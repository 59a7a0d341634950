import type { CollectGarbage, GarbageState } from "../../contract/http/garbage.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { collectGarbage, type GarbageHouse } from "./collect.ts";

/** The collection of garbage of a house: one at a time, in the background. */
export interface Garbage extends AsyncDisposable {
  /** Begins to collect and answers at once; garbage/under-way while another collection goes on. */
  collect(asked: CollectGarbage): GarbageState;
  state(): GarbageState;
}

export function openGarbage(house: GarbageHouse): Garbage {
  const idle = { phase: null, done: 0, of: null, report: null, error: null };
  let state: GarbageState = { ...idle, state: "idle", startedAt: null };
  let work: Promise<void> = Promise.resolve();
  const end = new AbortController();
  const run = async (asked: CollectGarbage): Promise<void> => {
    try {
      const report = await collectGarbage(house, asked, {
        signal: end.signal,
        progress: (phase, done, of) => (state = { ...state, phase, done, of }),
      });
      state = { ...state, ...idle, state: "done", report };
    } catch (thrown) {
      const { code, message, repair } = asPrumoError(thrown);
      state = { ...state, ...idle, state: "failed", error: { code, message, repair } };
    }
  };
  return {
    collect(asked) {
      if (state.state === "working") throw fail("garbage/under-way", {});
      state = { ...idle, state: "working", startedAt: house.clock.now() };
      work = run(asked);
      return state;
    },
    state: () => state,
    async [Symbol.asyncDispose]() {
      end.abort(fail("garbage/broken-off", {}));
      await work;
    },
  };
}
