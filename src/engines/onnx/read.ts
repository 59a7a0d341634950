import type { Feature, Lookup, ModelGraph, Predictor, Target } from "../../contract/model-graph.ts";
import type { ModelSpec } from "../../contract/model-spec.ts";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import { checkExpression, lookupTypes } from "../expressions/check.ts";
import { badOnnx, decodeModel, decodeProperties } from "./decode.ts";
import { names } from "./names.ts";
import { readLinear } from "./read-linear.ts";
import { readSpec } from "./read-spec.ts";
import { readTrees } from "./read-trees.ts";
import { OnnxFile } from "./file.ts";

/** Whether the bytes look like a model that `readOnnx` reads; a look at the metadata only. */
export function isPrumoOnnx(bytes: Uint8Array): boolean {
  try {
    return decodeProperties(bytes).has(names.property);
  } catch {
    return false;
  }
}

/**
 * Reads back what `writeOnnx` wrote. Expressions come from the metadata, every fitted number (trees,
 * weights, sets, categories, lookups) from the tensors and attributes that runtimes execute. The bytes are
 * taken for hostile: sizes, indices and tree shapes are checked. Throws `models/bad-onnx`.
 */
export function readOnnx(bytes: Uint8Array): ModelGraph {
  try {
    return readModel(new OnnxFile(decodeModel(bytes)));
  } catch (error) {
    if (error instanceof PrumoError && error.code === "models/bad-onnx") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw badOnnx(reason, error);
  }
}

function readModel(file: OnnxFile): ModelGraph {
  const spec = readSpec(file.property(names.property));
  const lookups = Object.fromEntries(spec.lookups.map((name, at) => [name, readLookup(file, at)]));
  const features = spec.features.map((feature, at): Feature => {
    const { name, expression } = feature;
    if (feature.kind === "numeric") return { name, kind: "numeric", expression };
    return { name, kind: "categorical", expression, categories: file.keys(names.categories(at)) };
  });
  const columns = Object.fromEntries(spec.inputs.map(({ name, type }) => [name, type]));
  for (const { expression } of features) checkExpression(expression, columns, lookupTypes(lookups));
  const given = file.inputNames();
  if (given.join("\0") !== spec.inputs.map(({ name }) => name).join("\0")) {
    throw badOnnx("its inputs are not those that its metadata names");
  }
  const target = readTarget(file, spec);
  const predictor = readPredictor(file, spec, features, target);
  return { inputs: spec.inputs, lookups, features, target, predictor };
}

function readLookup(file: OnnxFile, at: number): Lookup {
  const keys = file.keys(names.lookupKeys(at));
  const tensor = file.tensor(names.lookupValues(at));
  if (tensor.data.length !== keys.length + 1) throw badOnnx(`${tensor.name} has not one value a key`);
  if (tensor.type === "string") return { keys, values: tensor.data.slice(0, -1) };
  if (tensor.type !== "double") throw badOnnx(`${tensor.name} is neither text nor double`);
  return { keys, values: Array.from(tensor.data.subarray(0, -1)) };
}

function readTarget(file: OnnxFile, { target }: ModelSpec): Target {
  if (target.kind !== "multiclass") return { name: target.name, kind: target.kind };
  const tensor = file.tensor(names.classes);
  if (tensor.type !== "string" || tensor.data.length < 2) throw badOnnx("it names no classes");
  return { name: target.name, kind: "multiclass", classes: tensor.data };
}

function readPredictor(
  file: OnnxFile,
  spec: ModelSpec,
  features: readonly Feature[],
  target: Target,
): Predictor {
  const outputs = target.kind === "multiclass" ? target.classes.length : 1;
  const link = ({ binary: "logistic", multiclass: "softmax", regression: "identity" } as const)[target.kind];
  if (spec.predictor === "linear") return readLinear(file, features, outputs, link);
  const isRegression = target.kind === "regression";
  const scale = isRegression ? file.scalar(names.scale) : 1;
  const shift = isRegression ? file.scalar(names.shift) : 0;
  return readTrees(file, features, { outputs, link, scale, shift });
}
