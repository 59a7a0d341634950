import type { GbdtParams } from "../../contract/step-params.ts";
import type { Task, TrainingFrame } from "../learning.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** Hyperparameters of boosted trees; names and meaning are those of `gbdt()` in the project file. */
export type TreeParams = Partial<Omit<GbdtParams, "kind">> & Task;
export type ResolvedTreeParams = Omit<GbdtParams, "kind"> & { readonly task: Task };

/** More rows would not leave enough bits for exact sums of second derivatives (see histogram.ts). */
export const MAX_ROWS = 2 ** 24;
const MAX_CLASSES = 1_000;

/** Fills in the defaults, which are scikit-learn's. */
export function resolveParams(params: TreeParams): ResolvedTreeParams {
  const resolved: ResolvedTreeParams = {
    trees: params.trees ?? 100,
    leaves: params.leaves ?? 31,
    learningRate: params.learningRate ?? 0.1,
    minRowsInLeaf: params.minRowsInLeaf ?? 20,
    l2: params.l2 ?? 0,
    rowShare: params.rowShare ?? 1,
    columnShare: params.columnShare ?? 1,
    earlyStopping: params.earlyStopping ?? null,
    task:
      params.task === "multiclass" ? { task: "multiclass", classes: params.classes } : { task: params.task },
  };
  within("trees", resolved.trees, 1, 5_000);
  within("leaves", resolved.leaves, 2, 1_024);
  within("learningRate", resolved.learningRate, Number.MIN_VALUE, 1);
  within("minRowsInLeaf", resolved.minRowsInLeaf, 1, MAX_ROWS);
  within("l2", resolved.l2, 0, Number.MAX_VALUE);
  within("rowShare", resolved.rowShare, Number.MIN_VALUE, 1);
  within("columnShare", resolved.columnShare, Number.MIN_VALUE, 1);
  if (resolved.task.task === "multiclass") within("classes", resolved.task.classes, 2, MAX_CLASSES);
  return resolved;
}

function within(name: string, value: number, min: number, max: number): void {
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
