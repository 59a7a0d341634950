import type { LinearModel, ModelGraph } from "../../contract/model-graph.ts";
import type { GraphBuilder } from "./builder.ts";
import { names } from "./names.ts";
import type { FeatureValue } from "./write-trees.ts";

/**
 * Writes the linear model and returns its raw scores, double [N, outputs]: the sum over features of the
 * scaled value times its weights, or of the row of weights that the category's place gathers.
 */
export function writeLinear(
  graph: GraphBuilder,
  model: ModelGraph,
  linear: LinearModel,
  features: readonly FeatureValue[],
): string {
  const { outputs } = linear;
  const width = linear.weights.length / outputs;
  const weight = (output: number, at: number): number => linear.weights[output * width + at] as number;
  const terms = [graph.tensor(names.intercept, [1, outputs], { type: "double", data: linear.intercept })];
  for (const [at, feature] of features.entries()) {
    const offset = linear.offset[at] as number;
    const spec = model.features[at];
    const rows = spec?.kind === "categorical" ? spec.categories.length + 1 : 1;
    const data = new Float64Array(rows * outputs);
    // the last row of a categorical feature stays 0: a missing category adds nothing
    for (let row = 0; row < Math.max(1, rows - 1); row++) {
      if (rows === 1 || row < rows - 1) {
        for (let k = 0; k < outputs; k++) data[row * outputs + k] = weight(k, offset + row);
      }
    }
    const weights = graph.tensor(names.weights(at), [rows, outputs], { type: "double", data });
    if (feature.kind === "categorical") {
      const place = graph.add("Reshape", [feature.place, graph.vector([-1])]);
      terms.push(graph.add("Gather", [weights, place]));
      continue;
    }
    const scalar = (name: string, from: Float64Array): string =>
      graph.tensor(name, [1, 1], { type: "double", data: Float64Array.of(from[at] as number) });
    const value = graph.add("Cast", [feature.value], { to: { int: 11 } });
    const centred = graph.add("Sub", [value, scalar(names.mean(at), linear.mean)]);
    const scaled = graph.add("Div", [centred, scalar(names.featureScale(at), linear.scale)]);
    // NaN when missing or infinite: both count as the mean
    const isUnknown = graph.add("IsNaN", [graph.add("Sub", [scaled, scaled])]);
    const known = graph.add("Where", [isUnknown, graph.number(0), scaled]);
    terms.push(graph.add("Mul", [known, weights]));
  }
  return graph.add("Sum", terms);
}
