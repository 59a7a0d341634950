import { seededRandom } from "../../kernel/random.ts";
import { parzen } from "./parzen.ts";
import { axisOf, type Choice, drawEvenly, type SearchSpace } from "./space.ts";

/** A choice of hyperparameters that was tried, and its loss: lower is better, NaN is failed. */
export interface Trial {
  readonly choice: Choice;
  readonly loss: number;
}

export type SearchMethod = "random" | "tpe";

/** Trials at random before TPE has something to go by. */
const RANDOM_TRIALS = 10;
/** Trials that count as good: γ of the paper; 0.1 does as well, 0.25 worse (0.06 against 0.024 in suggest.test.ts's space). */
const BEST_SHARE = 0.15;
const MAX_BEST = 25;
/** Draws of which the most promising is taken (Bergstra et al.; also in hyperopt and Optuna). */
const CANDIDATES = 24;

/**
 * What to try next. Pure: the same history, space and seed give the same choice. `tpe` is the tree-structured
 * Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NIPS 2011): per hyperparameter, the draw from the
 * density of the best trials which is least like the others. Throws `learning/bad-range`.
 */
export function suggest(
  history: readonly Trial[],
  space: SearchSpace,
  seed: number,
  method: SearchMethod = "tpe",
): Choice {
  const random = seededRandom(Math.imul(seed, 0x85ebca6b) ^ history.length);
  const axes = Object.entries(space).map(([name, range]) => ({ name, axis: axisOf(name, range) }));
  const usable = history.filter((trial) => !Number.isNaN(trial.loss));
  if (method === "random" || usable.length < RANDOM_TRIALS) {
    return choiceOf(axes.map(({ name, axis }) => [name, drawEvenly(axis, random)]));
  }
  const sorted = [...usable].sort((a, b) => a.loss - b.loss);
  const bestCount = Math.min(MAX_BEST, Math.ceil(BEST_SHARE * sorted.length));
  const good = sorted.slice(0, bestCount);
  const others = sorted.slice(bestCount);
  return choiceOf(
    axes.map(({ name, axis }) => {
      const valuesOf = (trials: readonly Trial[]) =>
        trials.flatMap((trial) => (Object.hasOwn(trial.choice, name) ? [trial.choice[name]!] : []));
      const likely = parzen(axis, valuesOf(good));
      const unlikely = parzen(axis, valuesOf(others));
      let best = likely.draw(random);
      let bestRatio = -Infinity;
      for (let i = 0; i < CANDIDATES; i++) {
        const value = likely.draw(random);
        const ratio = likely.logDensity(value) - unlikely.logDensity(value);
        if (ratio > bestRatio) {
          best = value;
          bestRatio = ratio;
        }
      }
      return [name, best];
    }),
  );
}

/** Tries `trials` choices, one after the other; the best one first in the answer. */
export async function search(
  space: SearchSpace,
  options: { readonly trials: number; readonly seed: number; readonly method?: SearchMethod },
  lossOf: (choice: Choice, trial: number) => Promise<number>,
): Promise<{ readonly best: Trial | null; readonly history: readonly Trial[] }> {
  const history: Trial[] = [];
  let best: Trial | null = null;
  for (let trial = 0; trial < options.trials; trial++) {
    const choice = suggest(history, space, options.seed, options.method ?? "tpe");
    const done = { choice, loss: await lossOf(choice, trial) };
    history.push(done);
    if (!Number.isNaN(done.loss) && done.loss < (best?.loss ?? Infinity)) best = done;
  }
  return { best, history };
}

/** Without a prototype, since names come from a project file. */
function choiceOf(entries: readonly (readonly [string, number | string])[]): Choice {
  const choice: Record<string, number | string> = Object.create(null) as Record<string, number | string>;
  for (const [name, value] of entries) choice[name] = value;
  return choice;
}
