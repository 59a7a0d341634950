import type { Task } from "../learning.ts";
import * as Objective from "./objective.ts";
import type { Team } from "./team.ts";

/** The losses and gradients of a training, shared out over lanes in blocks. */
export class Losses {
  readonly #task: Task;
  readonly #team: Team;
  readonly #units: Objective.Units;
  readonly #gradients: Float32Array;

  constructor(task: Task, team: Team, units: Objective.Units, gradients: Float32Array) {
    this.#task = task;
    this.#team = team;
    this.#units = units;
    this.#gradients = gradients;
  }

  /**
   * Mean loss of the rows at their scores. With `isTraining` the gradients are written too (binary), or what they
   * need is kept (multiclass, regression) for `classGradients`.
   */
  measure(data: Objective.ScoredRows, isTraining: boolean): number {
    const { BLOCK } = Objective;
    this.#eachBlock(data.rows, (from, to) => {
      data.blockLoss[from / BLOCK] = this.#blockLoss(data, from, to, isTraining);
    });
    this.#team.meet();
    let loss = 0;
    for (const block of data.blockLoss) loss += block;
    if (isTraining && this.#task.task === "regression") {
      let max = 0;
      for (const block of data.blockMax) max = Math.max(max, block);
      this.#units.gradient = Objective.unitsFor(data.rows, 1, max).gradient;
    }
    // the blocks are not overwritten before all have read them
    this.#team.meet();
    return loss / data.totalWeight;
  }

  /** Gradients for the tree of output k. */
  classGradients(data: Objective.ScoredRows, k: number): void {
    const { task } = this.#task;
    if (task === "binary") return;
    this.#eachBlock(data.rows, (from, to) => {
      if (task === "regression") Objective.squaredGradients(data, from, to, this.#gradients, this.#units);
      else Objective.softmaxGradients(data, k, from, to, this.#gradients, this.#units);
    });
  }

  #blockLoss(data: Objective.ScoredRows, from: number, to: number, isTraining: boolean): number {
    switch (this.#task.task) {
      case "binary":
        return Objective.logistic(data, from, to, isTraining ? this.#gradients : null, this.#units);
      case "regression":
        return Objective.squaredLoss(data, from, to);
      case "multiclass":
        return Objective.softmaxLoss(data, this.#task.classes, from, to);
    }
  }

  #eachBlock(rows: number, visit: (from: number, to: number) => void): void {
    const { BLOCK } = Objective;
    const team = this.#team;
    const to = team.share(0, rows, team.lane + 1, BLOCK);
    for (let from = team.share(0, rows, team.lane, BLOCK); from < to; from += BLOCK) {
      visit(from, Math.min(from + BLOCK, rows));
    }
  }
}
