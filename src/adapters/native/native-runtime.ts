import type { ModelGraph } from "../../contract/model-graph.ts";
import { isPrumoOnnx, readOnnx } from "../../engines/onnx/read.ts";
import { compileModel } from "../../engines/serving/compile-model.ts";
import type { LoadedModel, ModelRuntime } from "../../ports/model-runtime.ts";

/**
 * Runs the files that prumo wrote, in this process and without a native library: microseconds a row, so
 * the event loop may wait for it.
 */
export function nativeRuntime(): ModelRuntime {
  return {
    name: "native",
    canRun: isPrumoOnnx,
    load: async (onnx) => loadGraph(readOnnx(onnx)),
  };
}

/** A model that is in memory already, as the runtime would load it. */
export function loadGraph(model: ModelGraph): LoadedModel {
  const compiled = compileModel(model);
  return {
    inputs: model.inputs,
    outputs: outputNames(model),
    target: model.target,
    predictRows: (rows) => compiled.scoreRows(rows),
    predictColumns: (columns, rows) => compiled.scoreColumns(columns, rows),
    [Symbol.asyncDispose]: async () => {},
  };
}

function outputNames({ target }: ModelGraph): readonly string[] {
  switch (target.kind) {
    case "binary":
      return ["false", "true"];
    case "multiclass":
      return target.classes;
    case "regression":
      return ["value"];
  }
}
