import type { ColumnType, Target } from "../contract/model-graph.ts";
import type { ColumnValues } from "./table-engine.ts";

/** Executes models. Embedded: the native evaluator for prumo's own files; ONNX Runtime for any other. */
export interface ModelRuntime {
  readonly name: string;
  /** Whether the bytes look like a model for this runtime; `load` may still refuse them. */
  canRun(onnx: Uint8Array): boolean;
  /** Throws `models/bad-onnx`, or what stands in the way of the runtime itself. */
  load(onnx: Uint8Array): Promise<LoadedModel>;
}

export interface LoadedModel extends AsyncDisposable {
  readonly inputs: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Names of the classes (binary: `false`, `true`), or `value`. */
  readonly outputs: readonly string[];
  readonly target: Target;
  /**
   * The probability of the positive class (binary), of each class (multiclass, row-major) or the value
   * (regression). All or nothing: throws `predictions/bad-input` for the first row that does not fit.
   */
  predictRows(rows: readonly Readonly<Record<string, unknown>>[]): Float64Array | Promise<Float64Array>;
  /** As `predictRows`, from whole columns; absent where a runtime has no faster way than rows. */
  predictColumns?(
    columns: Readonly<Record<string, ColumnValues>>,
    rows: number,
  ): Float64Array | Promise<Float64Array>;
}
