import type { LinearModel } from "../../contract/model-graph.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Task, TrainingFrame } from "../learning.ts";
import { Design } from "./design.ts";
import { solveLogistic } from "./logistic.ts";
import { solveMultinomial } from "./multinomial.ts";
import { solveRidge } from "./ridge.ts";

/** The normal equations of ridge regression are dense: 4,096 weights take 128 MiB and some 10 s. */
const MAX_WIDTH = 4_096;
/** Beyond so many weights L-BFGS is cheaper than a Hessian a step. */
const MAX_NEWTON_WIDTH = 600;

const LINKS = { binary: "logistic", multiclass: "softmax", regression: "identity" } as const;

/** Fits a linear model on this thread; see `fitLinear`. */
export function solveLinear(frame: TrainingFrame, task: Task, l2: number): LinearModel {
  const design = new Design(frame);
  const outputs = task.task === "multiclass" ? task.classes : 1;
  const { width } = design;
  const solved = solve(design, frame, task, l2);
  const weights = new Float64Array(outputs * width);
  const intercept = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    weights.set(solved.subarray(k * (width + 1), k * (width + 1) + width), k * width);
    intercept[k] = solved[k * (width + 1) + width]!;
  }
  return {
    kind: "linear",
    outputs,
    link: LINKS[task.task],
    mean: design.mean,
    scale: design.scale,
    offset: design.offset,
    weights,
    intercept,
  };
}

function solve(design: Design, frame: TrainingFrame, task: Task, l2: number): Float64Array {
  const { width } = design;
  switch (task.task) {
    case "regression":
      if (width > MAX_WIDTH) throw fail("learning/too-wide", { width, max: MAX_WIDTH });
      return solveRidge(design, frame, l2);
    case "binary":
      return width <= MAX_NEWTON_WIDTH
        ? solveLogistic(design, frame, l2)
        : solveMultinomial(design, frame, l2, 1);
    case "multiclass":
      return solveMultinomial(design, frame, l2, task.classes);
  }
}
