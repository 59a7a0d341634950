import type { rolloutStates, Rollout } from "../../contract/records/deployments.ts";
import type { Phase, RolloutSpec } from "../../contract/project/schema.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { durationMs } from "../../kernel/duration.ts";

/**
 * How a model version takes over a deployment.
 *
 *     preparing → shadow → canary (step 0, 1, …) → promoting → promoted
 *         └──────────┴─────────────┴───────────────────┴──→ paused | rolled-back
 *
 * - preparing: the candidate is loaded and warmed up. A first version, which replaces nobody, and the strategy
 *   `immediate` go on to promoting.
 * - shadow: it scores what the live version scores, and answers nobody.
 * - canary: it answers a share of the traffic, rising with each step; both versions still score everything,
 *   so they are compared on the same rows, and the live version answers where the candidate fails.
 * - promoting: it answers everyone; the alias `live` of its model is being set. A crash here repeats that.
 * - promoted, rolled-back: final. A candidate that could not be loaded, did harm, was superseded by a newer
 *   release, or was called back by a person is rolled back.
 * - paused: inconclusive; the share stays as it is and a person decides: advance resumes where it paused.
 *   Harm that shows while paused still rolls back.
 */
export type RolloutState = (typeof rolloutStates)[number];

const allowed: { readonly [State in RolloutState]: readonly RolloutState[] } = {
  preparing: ["shadow", "canary", "promoting", "paused", "rolled-back"],
  shadow: ["canary", "promoting", "paused", "rolled-back"],
  canary: ["canary", "promoting", "paused", "rolled-back"],
  promoting: ["promoted", "paused", "rolled-back"],
  paused: ["preparing", "shadow", "canary", "promoting", "rolled-back"],
  promoted: [],
  "rolled-back": [],
};

export interface Place {
  readonly state: RolloutState;
  readonly step: number;
}

/** The rollout after a move; illegal ones throw deployments/illegal-move. */
export function move(rollout: Rollout, to: Place, reason: string, at: number): Rollout {
  const isBackwards = rollout.state === "canary" && to.state === "canary" && to.step <= rollout.step;
  if (!allowed[rollout.state].includes(to.state) || isBackwards) {
    throw fail("deployments/illegal-move", {
      rollout: rollout.id,
      deployment: rollout.deployment,
      from: rollout.state,
      to: to.state,
    });
  }
  return {
    ...rollout,
    ...to,
    history: [...rollout.history, { at, ...to, reason }],
    finishedAt: isFinal(to.state) ? at : null,
  };
}

export function isFinal(state: RolloutState): boolean {
  return allowed[state].length === 0;
}

/** Where a rollout goes when its present phase is passed; of a paused one, where it was. */
export function following(rollout: Rollout, spec: RolloutSpec): Place {
  const { state, step } = rollout;
  const canary = (k: number): Place =>
    k < spec.steps.length ? { state: "canary", step: k } : { state: "promoting", step };
  switch (state) {
    case "preparing":
      if (rollout.baseline === null || spec.strategy === "immediate") return { state: "promoting", step };
      return { state: "shadow", step: 0 };
    case "shadow":
      return canary(0);
    case "canary":
      return canary(step + 1);
    case "promoting":
      return { state: "promoted", step };
    case "paused":
      return pausedFrom(rollout);
    case "promoted":
    case "rolled-back":
      throw fail("deployments/no-rollout", { deployment: rollout.deployment });
  }
}

/** The phase that a paused rollout was in; any other is where it is. */
export function pausedFrom(rollout: Rollout): Place {
  const before = rollout.history.findLast(({ state }) => state !== "paused");
  return before ?? { state: "preparing", step: 0 };
}

/** Percent of the traffic that the candidate answers. */
export function weightOf(rollout: Rollout, spec: RolloutSpec): number {
  const { state, step } = pausedFrom(rollout);
  if (state === "canary") return spec.steps[step] ?? 0;
  return state === "promoting" || state === "promoted" ? 100 : 0;
}

/** How much of a phase is done: 1 when both its time and its predictions are there; grows beyond. */
export function progressOf(
  phase: Phase,
  since: { readonly ms: number; readonly predictions: number },
): number {
  const byTime = phase.for === undefined ? Infinity : since.ms / Math.max(1, durationMs(phase.for));
  const byCount = phase.predictions === undefined ? Infinity : since.predictions / phase.predictions;
  const progress = Math.min(byTime, byCount);
  return progress === Infinity ? 1 : progress;
}
