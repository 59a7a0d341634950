import type { ColumnType, Feature, ModelGraph } from "../../contract/model-graph.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { canonicalJson, type Json } from "../../kernel/json.ts";
import { checkExpression, columnsOf, lookupsOf, lookupTypes } from "../expressions/check.ts";
import { GraphBuilder } from "./builder.ts";
import { encodeModel } from "./encode.ts";
import { names } from "./names.ts";
import { mlDomain, mlOpset, opset, runtimeDomain, type ElementType, type ValueInfo } from "./schema.ts";
import { ExpressionWriter, type Part } from "./write-expression.ts";
import { writeLinear } from "./write-linear.ts";
import { type FeatureValue, writeTrees } from "./write-trees.ts";

export interface OnnxMetadata {
  /** Version of prumo that writes the file. */
  readonly version: string;
  /** Further metadata properties; names starting with `prumo.graph` are taken. */
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * Writes a model as one ONNX file: raw columns in, prediction out. Same graph, same bytes.
 *
 * Inputs, each [N, 1]:
 *  - number → float32, null is NaN. Trees see float32 features, so rounding first changes nothing as long as
 *    the column *is* the feature; a column that enters arithmetic or a comparison is float64 (double);
 *  - string → string, null is the empty string;
 *  - boolean → bool, which has no null;
 *  - timestamp → int64 epoch milliseconds, null is the smallest int64.
 *
 * Outputs: binary `label` int64 [N] (1 when the score is above 0) and `probabilities` float [N, 2];
 * multiclass `label` string [N] and `probabilities` float [N, classes]; regression `value` float [N, 1].
 *
 * Throws `models/not-in-onnx`, or an error of `checkExpression`.
 */
export function writeOnnx(model: ModelGraph, metadata: OnnxMetadata): Uint8Array {
  const graph = new GraphBuilder();
  const columns = Object.fromEntries(model.inputs.map(({ name, type }) => [name, type]));
  const lookups = lookupTypes(model.lookups);
  for (const feature of model.features) checkFeature(feature, columns, lookups);
  checkNames(model);
  const used = [...new Set(model.features.flatMap(({ expression }) => lookupsOf(expression)))].sort();

  const outputs = outputsOf(model);
  for (const { name } of [...model.inputs, ...outputs]) graph.reserve(name);
  const inputs = model.inputs.map(({ name, type }): ValueInfo => {
    const isPlain = model.features.every((feature) => readsPlainly(feature, name));
    return { name, type: elementOf(type, isPlain), dims: ["N", 1] };
  });
  const raw = new Map(inputs.map((input, i) => [input.name, rawColumn(graph, input, model.inputs[i]?.type)]));
  const writer = new ExpressionWriter(graph, raw, model.lookups, used, { columns, lookups });
  const features = model.features.map((feature, at) => writeFeature(graph, writer, feature, at, inputs));
  const { predictor } = model;
  const score =
    predictor.kind === "trees"
      ? graph.add("Cast", [writeTrees(graph, model, predictor, features)], { to: { int: 11 } })
      : writeLinear(graph, model, predictor, features);
  writeTarget(graph, model, score);
  const isRuntimeOnly = graph.nodes.some(({ domain }) => domain === runtimeDomain);
  return encodeModel({
    producerVersion: metadata.version,
    opsets: [
      { domain: "", version: opset },
      { domain: mlDomain, version: mlOpset },
      ...(isRuntimeOnly ? [{ domain: runtimeDomain, version: 1 }] : []),
    ],
    inputs,
    outputs,
    nodes: graph.nodes,
    initializers: graph.initializers,
    properties: { ...metadata.properties, [names.property]: canonicalJson(specOf(model, used)) },
  });
}

function outputsOf({ target }: ModelGraph): ValueInfo[] {
  if (target.kind === "regression") return [{ name: "value", type: "float", dims: ["N", 1] }];
  const classes = target.kind === "binary" ? 2 : target.classes.length;
  return [
    { name: "label", type: target.kind === "binary" ? "int64" : "string", dims: ["N"] },
    { name: "probabilities", type: "float", dims: ["N", classes] },
  ];
}

function writeFeature(
  graph: GraphBuilder,
  writer: ExpressionWriter,
  feature: Feature,
  at: number,
  inputs: readonly ValueInfo[],
): FeatureValue {
  const { expression } = feature;
  if (feature.kind === "categorical") {
    const text = writer.asCategory(writer.write(expression));
    const place = writer.place(text, feature.categories, names.categories(at));
    return { kind: "categorical", place: graph.perRow(place, inputs[0]?.name ?? "") };
  }
  const isFloat =
    expression.op === "column" &&
    inputs.some(({ name, type }) => name === expression.name && type === "float");
  if (isFloat) return { kind: "numeric", value: expression.name };
  // such as "is this boolean null", which ONNX answers once for all rows
  const number = graph.perRow(writer.asNumber(writer.write(expression)), inputs[0]?.name ?? "");
  return { kind: "numeric", value: graph.add("Cast", [number], { to: { int: 1 } }) };
}

function rawColumn(graph: GraphBuilder, input: ValueInfo, type: ColumnType | undefined): Part {
  const { name } = input;
  switch (type) {
    case "string":
      return { type, value: name, isNull: graph.add("Equal", [name, graph.text("")]) };
    case "boolean":
      return { type, value: name, isNull: undefined };
    case "timestamp":
      return { type, value: name };
    default:
      return { type: "number", value: name, isFinite: true };
  }
}

function writeTarget(graph: GraphBuilder, model: ModelGraph, score: string): void {
  const { target, predictor } = model;
  const toFloat = { to: { int: 1 } };
  if (target.kind === "regression") {
    const scalar = (name: string, value: number): string =>
      graph.tensor(name, [1, 1], { type: "double", data: Float64Array.of(value) });
    const scale = scalar(names.scale, predictor.kind === "trees" ? predictor.scale : 1);
    const shift = scalar(names.shift, predictor.kind === "trees" ? predictor.shift : 0);
    const value = graph.add("Add", [graph.add("Mul", [score, scale]), shift]);
    graph.output("value", graph.add("Cast", [value], toFloat));
    return;
  }
  if (target.kind === "binary") {
    const positive = graph.add("Sigmoid", [score]);
    const negative = graph.add("Sub", [graph.number(1), positive]);
    const both = graph.add("Concat", [negative, positive], { axis: { int: 1 } });
    const isPositive = graph.add("Greater", [score, graph.number(0)]);
    const label = graph.add("Cast", [isPositive], { to: { int: 7 } });
    graph.output("label", graph.add("Reshape", [label, graph.vector([-1])]));
    graph.output("probabilities", graph.add("Cast", [both], toFloat));
    return;
  }
  const data = [...target.classes];
  const classes = graph.tensor(names.classes, [data.length], { type: "string", data });
  const best = graph.add("ArgMax", [score], { axis: { int: 1 }, keepdims: { int: 0 } });
  graph.output("label", graph.add("Gather", [classes, best]));
  const probabilities = graph.add("Softmax", [score], { axis: { int: 1 } });
  graph.output("probabilities", graph.add("Cast", [probabilities], toFloat));
}

/** Everything that is not a fitted number; categories, lookups and trees are read from the tensors. */
function specOf(model: ModelGraph, lookups: readonly string[]): Json {
  const { target, predictor } = model;
  return {
    version: 1,
    inputs: model.inputs.map(({ name, type }) => ({ name, type })),
    lookups,
    features: model.features.map(({ name, kind, expression }) => ({
      name,
      kind,
      expression: expression as Json,
    })),
    target: { name: target.name, kind: target.kind },
    predictor: predictor.kind,
  };
}

function checkFeature(
  feature: Feature,
  columns: Readonly<Record<string, ColumnType>>,
  lookups: Readonly<Record<string, "string" | "number">>,
): void {
  const type = checkExpression(feature.expression, columns, lookups);
  const not = (problem: string): never =>
    refuse(`feature ${feature.name} ${problem}`, `feature ${feature.name}`);
  if (columnsOf(feature.expression).length === 0) not("reads no column");
  if (feature.kind === "numeric" && type === "string") not("is a text, but is used as a number");
  if (feature.kind === "numeric") return;
  if (type === "timestamp") not("is a time, but is used as a category");
  if (new Set(feature.categories).size < feature.categories.length) not("has a category twice");
  if (!feature.categories.every((text) => text.isWellFormed())) not("has a category that is not Unicode");
}

function checkNames(model: ModelGraph): void {
  const taken = new Set(outputsOf(model).map(({ name }) => name));
  for (const { name } of model.inputs) {
    if (taken.has(name)) refuse(`two of its inputs and outputs are called ${name}`, `column ${name}`);
    taken.add(name);
  }
  for (const [name, { keys, values }] of Object.entries(model.lookups)) {
    if (keys.length !== values.length) refuse(`lookup ${name} has unequal columns`, `lookup ${name}`);
    if (new Set(keys).size < keys.length) refuse(`lookup ${name} has a key twice`, `lookup ${name}`);
  }
}

function refuse(problem: string, part: string): never {
  throw fail("models/not-in-onnx", { problem, part });
}

/** Whether the feature is the column itself, as a number, or does not read it. */
function readsPlainly({ kind, expression }: Feature, column: string): boolean {
  return (kind === "numeric" && expression.op === "column") || !columnsOf(expression).includes(column);
}

function elementOf(type: ColumnType, isPlain: boolean): ElementType {
  switch (type) {
    case "number":
      return isPlain ? "float" : "double";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "timestamp":
      return "int64";
  }
}
