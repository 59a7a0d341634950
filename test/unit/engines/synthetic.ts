import type { Task, TrainingFrame } from "../../../src/engines/learning.ts";

/**
 * Rows made from a linear congruential generator (Numerical Recipes), so that scikit-learn could be given the
 * same ones: see scikit-learn-reference.py. Two numeric features count, one is noise; `b` is missing in some 15 %
 * of rows, which raises the score; so do some of the twelve groups.
 */
export function syntheticFrame(rows: number, seed: number, task: Task["task"]): TrainingFrame {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const [a, b, noise] = [new Float32Array(rows), new Float32Array(rows), new Float32Array(rows)];
  const group = new Int32Array(rows);
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    a[row] = next() * 4 - 2;
    b[row] = next() < 0.15 ? NaN : next() * 4 - 2;
    noise[row] = next();
    group[row] = Math.floor(next() * 12);
    const effect = ((group[row]! * 7) % 12) / 6 - 1;
    const score = a[row]! ** 2 - 1 + (Number.isNaN(b[row]) ? 1 : Math.sin(2 * b[row]!)) + effect;
    const u = next();
    if (task === "binary") target[row] = u < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    else if (task === "regression") target[row] = 10 * score + 5 * (u - 0.5);
    else target[row] = score + 2 * (u - 0.5) < -0.5 ? 0 : score + 2 * (u - 0.5) < 0.8 ? 1 : 2;
  }
  return {
    rows,
    features: [
      { name: "a", kind: "numeric", values: a },
      { name: "b", kind: "numeric", values: b },
      { name: "noise", kind: "numeric", values: noise },
      { name: "group", kind: "categorical", codes: group, categories: 12 },
    ],
    target,
  };
}
