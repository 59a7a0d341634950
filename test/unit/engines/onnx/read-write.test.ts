import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelGraph, TreeEnsemble } from "../../../../src/contract/model-graph.ts";
import { decodeModel } from "../../../../src/engines/onnx/decode.ts";
import { encodeModel } from "../../../../src/engines/onnx/encode.ts";
import { isPrumoOnnx, readOnnx } from "../../../../src/engines/onnx/read.ts";
import type { AttributeValue, OnnxModel, OnnxNode } from "../../../../src/engines/onnx/schema.ts";
import { writeOnnx } from "../../../../src/engines/onnx/write.ts";
import { compileModel } from "../../../../src/engines/serving/compile-model.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { randomRow, type Row } from "../random-expression.ts";
import { randomModel } from "../random-model.ts";

const metadata = { version: "0.0.0-test", properties: { "prumo.note": "ação" } };

function rowsFor(seed: number): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: 60 }, () => randomRow(random));
}

function sample(seed: number): ModelGraph {
  const target = (["binary", "multiclass", "regression"] as const)[seed % 3] ?? "binary";
  const predictor = seed % 5 === 4 ? "linear" : "trees";
  const taste = { nulls: true, trim: true, target, predictor } as const;
  return randomModel(seededRandom(seed), rowsFor(seed), taste);
}

test("write, read, write gives the same bytes, and the same model", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const model = sample(seed);
    const bytes = writeOnnx(model, metadata);
    const read = readOnnx(bytes);
    assert.ok(Buffer.from(writeOnnx(read, metadata)).equals(bytes), `seed ${seed}`);
    const rows = rowsFor(seed);
    assert.deepEqual(compileModel(read).scoreRows(rows), compileModel(model).scoreRows(rows));
    assert.deepEqual(read.features, model.features);
    assert.deepEqual(read.target, model.target);
  }
});

test("numbers are read from what runtimes execute, not from the metadata", () => {
  const model = sample(3);
  const changed = edit(writeOnnx(model, metadata), "trees", "target_weights", (value) =>
    "floats" in value ? { floats: Array.from(value.floats, () => 0.25) } : value,
  );
  const trees = readOnnx(changed).predictor as TreeEnsemble;
  assert.ok(trees.value.every((value, i) => value === (trees.feature[i] === -1 ? 0.25 : 0)));
});

test("an ensemble without a tree or without a split can be written", () => {
  const model = sample(3);
  const trees = model.predictor as TreeEnsemble;
  const none = { ...trees, roots: new Int32Array(0), treeOutput: new Int32Array(0) };
  const categorical = model.features.filter(({ kind }) => kind === "categorical");
  const bytes = writeOnnx({ ...model, features: categorical, predictor: none }, metadata);
  assert.ok(Buffer.from(writeOnnx(readOnnx(bytes), metadata)).equals(bytes));
});

/** Changes one attribute of one node, or drops it. */
function edit(
  bytes: Uint8Array,
  name: string,
  attribute: string,
  change: (value: AttributeValue) => AttributeValue,
): Uint8Array {
  return rebuild(bytes, (model) => ({
    ...model,
    nodes: model.nodes.map((node): OnnxNode => {
      const value = node.attributes[attribute];
      if (node.name !== name || value === undefined) return node;
      return { ...node, attributes: { ...node.attributes, [attribute]: change(value) } };
    }),
  }));
}

function rebuild(bytes: Uint8Array, change: (model: OnnxModel) => OnnxModel): Uint8Array {
  return encodeModel(change(decodeModel(bytes)));
}

function assertRefused(bytes: Uint8Array, because: RegExp): void {
  assert.throws(
    () => readOnnx(bytes),
    (error) => error instanceof PrumoError && error.code === "models/bad-onnx" && because.test(error.message),
  );
}

const ints =
  (change: (list: number[]) => number[]) =>
  (value: AttributeValue): AttributeValue =>
    "ints" in value ? { ints: change(Array.from(value.ints)) } : value;

test("trees with cycles, outside children or unequal lists are refused", () => {
  const bytes = writeOnnx(sample(3), metadata);
  const first = (to: number) =>
    ints((list) => list.map((value, i) => (i === list.findIndex((v) => v > 0) ? to : value)));
  assertRefused(edit(bytes, "trees", "nodes_truenodeids", first(0)), /cycle/);
  assertRefused(edit(bytes, "trees", "nodes_falsenodeids", first(1_000_000)), /child outside/);
  assertRefused(edit(bytes, "trees", "nodes_falsenodeids", first(-5)), /cycle/);
  assertRefused(edit(bytes, "trees", "nodes_featureids", first(1_000_000)), /no split/);
  assertRefused(
    edit(
      bytes,
      "trees",
      "nodes_featureids",
      ints((l) => l.slice(1)),
    ),
    /differ in length/,
  );
  assertRefused(
    edit(
      bytes,
      "trees",
      "nodes_treeids",
      ints((l) => l.map(() => 7)),
    ),
    /out of order/,
  );
  assertRefused(
    edit(
      bytes,
      "trees",
      "target_ids",
      ints((l) => l.map(() => 7)),
    ),
    /no value/,
  );
  assertRefused(
    edit(
      bytes,
      "trees",
      "target_nodeids",
      ints((l) => l.slice(1)),
    ),
    /no value/,
  );
  assertRefused(
    edit(bytes, "trees", "n_targets", () => ({ int: 2 })),
    /other outputs/,
  );
});

test("foreign and broken metadata, tensors and inputs are refused", () => {
  const bytes = writeOnnx(sample(3), metadata);
  const withSpec = (spec: string): Uint8Array =>
    rebuild(bytes, (model) => ({ ...model, properties: { "prumo.graph": spec } }));
  assertRefused(withSpec("{"), /not JSON/);
  assertRefused(withSpec("[".repeat(1_000_000)), /not JSON/);
  assertRefused(withSpec("{}"), /not those of a model graph/);
  assertRefused(
    rebuild(bytes, (model) => ({ ...model, properties: {} })),
    /prumo did not write it/,
  );
  assertRefused(
    rebuild(bytes, (model) => ({ ...model, inputs: model.inputs.slice(1) })),
    /inputs/,
  );
  assertRefused(
    rebuild(bytes, (model) => ({ ...model, nodes: model.nodes.filter(({ name }) => name !== "trees") })),
    /no TreeEnsembleRegressor/,
  );
  assert.equal(isPrumoOnnx(bytes), true);
  assert.equal(isPrumoOnnx(new Uint8Array(10)), false);
});

test("external data are refused", () => {
  // ModelProto.graph { initializer { dims: 1, data_type: FLOAT, external_data {…} } } by onnx.proto3
  const tensor = [0x08, 0x01, 0x10, 0x01, 0x6a, 0x00];
  const graph = [0x2a, tensor.length, ...tensor];
  assertRefused(Uint8Array.from([0x3a, graph.length, ...graph]), /outside the file/);
});

test("truncated and scrambled files are refused, never misread into a crash or a hang", () => {
  const bytes = writeOnnx(sample(6), metadata);
  const random = seededRandom(1);
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const copy = i % 2 === 0 ? bytes.slice(0, random.below(bytes.length)) : bytes.slice();
    if (i % 2 === 1) {
      for (let n = 0; n < 3; n++) copy[random.below(copy.length)] = random.below(256);
    }
    try {
      compileModel(readOnnx(copy)).scoreRows(rowsFor(1).slice(0, 2));
    } catch (error) {
      assert.ok(error instanceof PrumoError, String(error));
      assert.ok(["models/bad-onnx", "predictions/bad-input"].includes(error.code), error.code);
      refused += 1;
    }
  }
  assert.ok(refused >= 200, `only ${refused} of 400 refused`);
});

test("what ONNX cannot say is refused when writing, naming the feature", () => {
  const model = sample(3);
  const input = { op: "column", name: "at" } as const;
  const asCategory = { name: "when", kind: "categorical", expression: input, categories: [] } as const;
  assert.throws(() => writeOnnx({ ...model, features: [asCategory] }, metadata), {
    code: "models/not-in-onnx",
    message: /feature when is a time/,
  });
  const constant = { name: "one", kind: "numeric", expression: { op: "literal", value: 1 } } as const;
  assert.throws(() => writeOnnx({ ...model, features: [constant] }, metadata), {
    code: "models/not-in-onnx",
    message: /reads no column/,
  });
  const twice = { ...model, inputs: [...model.inputs, { name: "label", type: "number" } as const] };
  assert.throws(() => writeOnnx(twice, metadata), { code: "models/not-in-onnx", message: /label/ });
});
