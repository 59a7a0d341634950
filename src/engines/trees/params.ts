import type { GbdtParams } from "../../contract/step-params.ts";
import { MAX_ROWS, within } from "../check-frame.ts";
import type { Task } from "../learning.ts";

/** Hyperparameters of boosted trees; names and meaning are those of `gbdt()` in the project file. */
export type TreeParams = Partial<Omit<GbdtParams, "kind">> & Task;
export type ResolvedTreeParams = Omit<GbdtParams, "kind"> & { readonly task: Task };

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
