/** Spins this often before it sleeps: about the time that another lane needs for a small node. */
const SPINS = 4_000;

/**
 * The lanes of one training: threads that run the same program over the same shared memory, each on its share
 * of rows or features, and meet at barriers.
 */
export class Team {
  readonly lane: number;
  readonly lanes: number;
  /** [how many wait, how many barriers were passed] */
  readonly #state: Int32Array;

  constructor(lane: number, lanes: number, state: Int32Array) {
    this.lane = lane;
    this.lanes = lanes;
    this.#state = state;
  }

  /** Returns when every lane has called it; what they wrote before is then visible to all. */
  meet(): void {
    if (this.lanes === 1) return;
    const state = this.#state;
    const passed = Atomics.load(state, 1);
    if (Atomics.add(state, 0, 1) === this.lanes - 1) {
      Atomics.store(state, 0, 0);
      Atomics.add(state, 1, 1);
      Atomics.notify(state, 1);
      return;
    }
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(state, 1) !== passed) return;
    while (Atomics.load(state, 1) === passed) Atomics.wait(state, 1, passed);
  }

  /** Start of this lane's share of [from, to), in whole multiples of `grain`; lane `lanes` is the end. */
  share(from: number, to: number, lane: number, grain = 1): number {
    if (lane >= this.lanes) return to;
    const grains = Math.ceil((to - from) / grain);
    return Math.min(to, from + Math.floor((grains * lane) / this.lanes) * grain);
  }
}
