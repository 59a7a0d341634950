import { badOnnx } from "./decode.ts";
import { mlDomain, type OnnxModel, type OnnxNode, type Tensor } from "./schema.ts";

/** A decoded file whose parts are found by name; whatever is absent or of another kind is refused. */
export class OnnxFile {
  readonly #model: OnnxModel;
  readonly #nodes: ReadonlyMap<string, OnnxNode>;
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(model: OnnxModel) {
    this.#model = model;
    this.#nodes = new Map(model.nodes.map((node) => [node.name, node]));
    this.#tensors = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
    if (this.#tensors.size < model.initializers.length) throw badOnnx("two tensors have one name");
    if (this.#nodes.size < model.nodes.length) throw badOnnx("two nodes have one name");
  }

  inputNames(): string[] {
    return this.#model.inputs.map(({ name }) => name);
  }

  property(name: string): string {
    const { properties } = this.#model;
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value === undefined) throw badOnnx(`its metadata has no ${name}: prumo did not write it`);
    return value;
  }

  node(name: string, op: string): OnnxNode {
    const node = this.#nodes.get(name);
    if (node?.op !== op || node.domain !== mlDomain) throw badOnnx(`it has no ${op} called ${name}`);
    return node;
  }

  tensor(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw badOnnx(`it has no tensor ${name}`);
    return tensor;
  }

  hasTensor(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** A tensor of doubles with finite values and the dimensions given. */
  doubles(name: string, dims: readonly number[]): Float64Array {
    const tensor = this.tensor(name);
    if (tensor.type !== "double" || tensor.dims.join() !== dims.join()) {
      throw badOnnx(`${name} is not double [${dims.join(", ")}]`);
    }
    if (!tensor.data.every(Number.isFinite)) throw badOnnx(`${name} holds a number that is not finite`);
    return tensor.data;
  }

  scalar(name: string): number {
    return this.doubles(name, [1, 1])[0] as number;
  }

  /** The keys of a LabelEncoder that gives each its place and anything else their count. */
  keys(name: string): readonly string[] {
    const node = this.node(name, "LabelEncoder");
    const all = texts(node, "keys_strings");
    const keys = all.length === 1 && all[0] === "\0" ? [] : all;
    const places = ints(node, "values_int64s");
    if (integer(node, "default_int64") !== keys.length || places.length !== all.length) {
      throw badOnnx(`${name} does not number its keys`);
    }
    if (places.some((place, at) => place !== at)) throw badOnnx(`${name} does not number its keys`);
    if (new Set(keys).size < keys.length) throw badOnnx(`${name} has a key twice`);
    return keys;
  }
}

export function texts(node: OnnxNode, name: string): readonly string[] {
  const value = attribute(node, name);
  if (!("texts" in value)) throw badOnnx(`${name} of ${node.name} is no list of texts`);
  return value.texts;
}

export function ints(node: OnnxNode, name: string): ArrayLike<number> & readonly number[] {
  const value = attribute(node, name);
  if (!("ints" in value)) throw badOnnx(`${name} of ${node.name} is no list of integers`);
  return Array.from(value.ints);
}

export function floats(node: OnnxNode, name: string): Float32Array {
  const value = attribute(node, name);
  if (!("floats" in value)) throw badOnnx(`${name} of ${node.name} is no list of numbers`);
  return Float32Array.from(value.floats);
}

export function integer(node: OnnxNode, name: string): number {
  const value = attribute(node, name);
  if (!("int" in value)) throw badOnnx(`${name} of ${node.name} is no integer`);
  return value.int;
}

export function word(node: OnnxNode, name: string): string {
  const value = attribute(node, name);
  if (!("text" in value)) throw badOnnx(`${name} of ${node.name} is no text`);
  return value.text;
}

function attribute(node: OnnxNode, name: string): OnnxNode["attributes"][string] {
  const value = Object.hasOwn(node.attributes, name) ? node.attributes[name] : undefined;
  if (value === undefined) throw badOnnx(`${node.name} has no ${name}`);
  return value;
}
