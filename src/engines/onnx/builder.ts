import {
  type AttributeValue,
  mlDomain,
  type OnnxNode,
  runtimeDomain,
  type Tensor,
  type TensorData,
} from "./schema.ts";

/** Collects nodes and initializers under unique names. Same calls, same names. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Tensor[] = [];
  readonly #taken = new Set<string>();
  readonly #constants = new Map<string, string>();
  /** Values that do not depend on an input: [1, 1] where the others are [N, 1]. */
  readonly #fixed = new Set<string>();

  /** Names of graph inputs and outputs, which no other value may have. */
  reserve(name: string): void {
    this.#taken.add(name);
  }

  /** Adds a node with one output and returns the name of that output, which is also the node's. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    name = op.toLowerCase(),
    domain = "",
  ): string {
    const unique = this.#unique(name);
    this.nodes.push({ name: unique, op, domain, inputs, outputs: [unique], attributes });
    if (inputs.every((input) => this.#fixed.has(input))) this.#fixed.add(unique);
    return unique;
  }

  /** As `add`, for an operator of ai.onnx.ml. */
  addMl(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    name = op.toLowerCase(),
  ): string {
    return this.add(op, inputs, attributes, name, mlDomain);
  }

  /** As `add`, for an operator that only ONNX Runtime has. */
  addRuntime(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
  ): string {
    return this.add(op, inputs, attributes, op.toLowerCase(), runtimeDomain);
  }

  /** A value as [N, 1], repeated when it depends on no input; `input` is any [N, 1] input. */
  perRow(value: string, input: string): string {
    return this.#fixed.has(value) ? this.add("Expand", [value, this.add("Shape", [input])]) : value;
  }

  /** Gives a value the reserved name of a graph output. */
  output(name: string, value: string): void {
    this.nodes.push({
      name: `${name}/output`,
      op: "Identity",
      domain: "",
      inputs: [value],
      outputs: [name],
      attributes: {},
    });
  }

  tensor(name: string, dims: readonly number[], data: TensorData): string {
    const unique = this.#unique(name);
    this.initializers.push({ ...data, name: unique, dims });
    this.#fixed.add(unique);
    return unique;
  }

  /** A [1, 1] constant, one tensor for equal values. Minus zero is 0, as in JSON. */
  number(value: number): string {
    const data = Float64Array.of(value === 0 ? 0 : value);
    return this.#constant(`double/${value}`, { type: "double", data });
  }

  int(value: number | bigint): string {
    return this.#constant(`int64/${value}`, { type: "int64", data: BigInt64Array.of(BigInt(value)) });
  }

  bool(value: boolean): string {
    return this.#constant(`bool/${value}`, { type: "bool", data: Uint8Array.of(value ? 1 : 0) });
  }

  text(value: string): string {
    return this.#constant(`text/${value}`, { type: "string", data: [value] });
  }

  /** An int64 vector, as shapes and axes are given. */
  vector(values: readonly number[]): string {
    const name = `vector/${values.join(",")}`;
    return this.#constant(name, { type: "int64", data: BigInt64Array.from(values, BigInt) }, [values.length]);
  }

  #constant(key: string, data: TensorData, dims: readonly number[] = [1, 1]): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.tensor(`constant/${this.#constants.size}`, dims, data);
    this.#constants.set(key, name);
    return name;
  }

  #unique(name: string): string {
    let unique = name;
    for (let n = 2; this.#taken.has(unique); n++) unique = `${name}#${n}`;
    this.#taken.add(unique);
    return unique;
  }
}
