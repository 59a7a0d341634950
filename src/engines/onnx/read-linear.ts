import type { Feature, LinearModel } from "../../contract/model-graph.ts";
import { badOnnx } from "./decode.ts";
import type { OnnxFile } from "./file.ts";
import { names } from "./names.ts";

/** Reads the weights of a linear model, feature by feature. */
export function readLinear(
  file: OnnxFile,
  features: readonly Feature[],
  outputs: number,
  link: LinearModel["link"],
): LinearModel {
  const offset = new Int32Array(features.length);
  const mean = new Float64Array(features.length);
  const scale = new Float64Array(features.length).fill(1);
  const blocks: { readonly data: Float64Array; readonly rows: number }[] = [];
  let width = 0;
  for (const [at, feature] of features.entries()) {
    const rows = feature.kind === "categorical" ? feature.categories.length : 1;
    const stored = feature.kind === "categorical" ? rows + 1 : 1;
    const data = file.doubles(names.weights(at), [stored, outputs]);
    if (stored > rows && data.subarray(rows * outputs).some((weight) => weight !== 0)) {
      throw badOnnx(`a missing ${feature.name} has a weight`);
    }
    if (feature.kind === "numeric") {
      mean[at] = file.scalar(names.mean(at));
      scale[at] = file.scalar(names.featureScale(at));
      if (scale[at] === 0) throw badOnnx(`the scale of ${feature.name} is 0`);
    }
    offset[at] = width;
    width += rows;
    blocks.push({ data, rows });
  }
  const weights = new Float64Array(outputs * width);
  for (const [at, { data, rows }] of blocks.entries()) {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < outputs; k++) {
        weights[k * width + (offset[at] as number) + row] = data[row * outputs + k] as number;
      }
    }
  }
  const intercept = file.doubles(names.intercept, [1, outputs]);
  return { kind: "linear", outputs, link, mean, scale, offset, weights, intercept };
}
