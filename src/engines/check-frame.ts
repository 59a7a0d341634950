import { fail } from "../kernel/errors/prumo-error.ts";
import type { Task, TrainingFrame } from "./learning.ts";

/** More rows would not leave enough bits for exact sums of second derivatives (see trees/histogram.ts). */
export const MAX_ROWS = 2 ** 24;

/** Refuses a parameter out of its bounds. */
export function within(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw fail("learning/bad-parameter", { parameter: name, value, min, max });
  }
}

/** Refuses a frame whose columns do not fit each other or whose target is none of the task. */
export function checkFrame(frame: TrainingFrame, task: Task): void {
  const { rows, features, target, weight } = frame;
  if (rows === 0) throw fail("learning/no-rows", {});
  if (rows > MAX_ROWS) throw fail("learning/too-many-rows", { rows, max: MAX_ROWS });
  if (features.length === 0) throw fail("learning/no-features", {});
  for (const column of features) {
    const length = column.kind === "numeric" ? column.values.length : column.codes.length;
    if (length !== rows) throw fail("learning/ragged-frame", { column: column.name, length, rows });
  }
  if (target.length !== rows) {
    throw fail("learning/ragged-frame", { column: "target", length: target.length, rows });
  }
  if (weight !== undefined && weight.length !== rows) {
    throw fail("learning/ragged-frame", { column: "weight", length: weight.length, rows });
  }
  const classes = task.task === "binary" ? 2 : task.task === "multiclass" ? task.classes : null;
  for (let row = 0; row < rows; row++) {
    const y = target[row]!;
    const isFit = classes === null ? Number.isFinite(y) : Number.isInteger(y) && y >= 0 && y < classes;
    if (!isFit) throw fail("learning/bad-target", { row, value: String(y), task: task.task });
    if (weight !== undefined && !(weight[row]! >= 0 && weight[row]! < Infinity)) {
      throw fail("learning/bad-weight", { row, value: String(weight[row]) });
    }
  }
}
