import { PbfReader } from "pbf";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import {
  type AttributeValue,
  type ElementType,
  elementTypes,
  type OnnxModel,
  type OnnxNode,
  type Tensor,
  type ValueInfo,
} from "./schema.ts";

const maxBytes = 512 * 1024 * 1024;
const maxNodes = 100_000;

export function badOnnx(problem: string, cause?: unknown): PrumoError {
  return fail("models/bad-onnx", { problem }, cause);
}

/**
 * Decodes a ModelProto that `encodeModel` may have written. The bytes are hostile: every length is checked
 * against the message around it, external data and graphs within attributes are refused.
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  if (bytes.length > maxBytes) throw badOnnx(`it has more than ${maxBytes} bytes`);
  const opsets: { domain: string; version: number }[] = [];
  let producerVersion = "";
  let graph: Graph | undefined;
  eachField(bytes, (field, value) => {
    if (field === 3) producerVersion = text(value);
    else if (field === 7) graph = decodeGraph(message(value));
    else if (field === 8) opsets.push(decodeOpset(message(value)));
  });
  if (graph === undefined) throw badOnnx("it holds no graph");
  const properties = Object.fromEntries(decodeProperties(bytes));
  return { ...graph, producerVersion, opsets, properties };
}

/** The metadata alone; the graph is skipped. */
export function decodeProperties(bytes: Uint8Array): Map<string, string> {
  const properties = new Map<string, string>();
  eachField(bytes, (field, value) => {
    if (field === 14) properties.set(...decodeEntry(message(value)));
  });
  return properties;
}

type Graph = Pick<OnnxModel, "inputs" | "outputs" | "nodes" | "initializers">;

function decodeGraph(bytes: Uint8Array): Graph {
  const graph = {
    nodes: [] as OnnxNode[],
    initializers: [] as Tensor[],
    inputs: [] as ValueInfo[],
    outputs: [] as ValueInfo[],
  };
  eachField(bytes, (field, value) => {
    if (field === 1) graph.nodes.push(decodeNode(message(value)));
    else if (field === 5) graph.initializers.push(decodeTensor(message(value)));
    else if (field === 11) graph.inputs.push(decodeValueInfo(message(value)));
    else if (field === 12) graph.outputs.push(decodeValueInfo(message(value)));
    else if (field === 15) throw badOnnx("it has sparse initializers");
    if (graph.nodes.length + graph.initializers.length + graph.inputs.length > maxNodes) {
      throw badOnnx(`it has more than ${maxNodes} nodes`);
    }
  });
  return graph;
}

function decodeNode(bytes: Uint8Array): OnnxNode {
  const node = { name: "", op: "", domain: "", inputs: [] as string[], outputs: [] as string[] };
  const attributes = new Map<string, AttributeValue>();
  eachField(bytes, (field, value) => {
    if (field === 1) node.inputs.push(text(value));
    else if (field === 2) node.outputs.push(text(value));
    else if (field === 3) node.name = text(value);
    else if (field === 4) node.op = text(value);
    else if (field === 5) {
      const [name, attribute] = decodeAttribute(message(value));
      if (attribute !== undefined) attributes.set(name, attribute);
    } else if (field === 7) node.domain = text(value);
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}

function decodeAttribute(bytes: Uint8Array): [string, AttributeValue | undefined] {
  let name = "";
  let type = 0;
  let int = 0;
  let string = "";
  const floats: number[] = [];
  const ints: number[] = [];
  const texts: string[] = [];
  eachField(bytes, (field, value) => {
    if (field === 1) name = text(value);
    else if (field === 3) int = integer(value);
    else if (field === 4) string = text(value);
    else if (field === 6 || field === 11) throw badOnnx("an attribute holds a graph");
    else if (field === 7) readFloats(value, floats);
    else if (field === 8) readInts(value, ints);
    else if (field === 9) texts.push(text(value));
    else if (field === 20) type = integer(value);
  });
  switch (type) {
    case 2:
      return [name, { int }];
    case 3:
      return [name, { text: string }];
    case 6:
      return [name, { floats: Float32Array.from(floats) }];
    case 7:
      return [name, { ints }];
    case 8:
      return [name, { texts }];
    default:
      return [name, undefined];
  }
}

function decodeTensor(bytes: Uint8Array): Tensor {
  let name = "";
  let type = 0;
  let raw: Uint8Array = new Uint8Array(0);
  const dims: number[] = [];
  const texts: string[] = [];
  eachField(bytes, (field, value) => {
    if (field === 1) readInts(value, dims);
    else if (field === 2) type = integer(value);
    else if (field === 6) texts.push(text(value));
    else if (field === 8) name = text(value);
    else if (field === 9) raw = message(value);
    else if (field === 13 || (field === 14 && value !== 0)) throw badOnnx("a tensor lies outside the file");
    else if (field !== 12) throw badOnnx("a tensor is neither raw nor text");
  });
  let count = 1;
  for (const dim of dims) {
    if (dim < 0) throw badOnnx(`tensor ${name} has a negative size`);
    count *= dim;
  }
  const element = elementType(type);
  if (element === "string") {
    if (texts.length !== count) throw badOnnx(`tensor ${name} has ${texts.length} values, not ${count}`);
    return { name, dims, type: element, data: texts };
  }
  const width = { float: 4, int64: 8, bool: 1, double: 8 }[element];
  if (raw.length !== count * width)
    throw badOnnx(`tensor ${name} has ${raw.length} bytes, not ${count * width}`);
  // a copy, as typed arrays need aligned memory; `slice` would not do, as a Buffer's is no copy
  const { buffer } = new Uint8Array(raw);
  switch (element) {
    case "float":
      return { name, dims, type: element, data: new Float32Array(buffer) };
    case "double":
      return { name, dims, type: element, data: new Float64Array(buffer) };
    case "int64":
      return { name, dims, type: element, data: new BigInt64Array(buffer) };
    case "bool":
      return { name, dims, type: element, data: new Uint8Array(buffer) };
  }
}

function decodeValueInfo(bytes: Uint8Array): ValueInfo {
  let name = "";
  let type: ElementType = "float";
  const dims: (number | "N")[] = [];
  eachField(bytes, (field, value) => {
    if (field === 1) name = text(value);
    else if (field === 2) {
      eachField(message(value), (kind, tensor) => {
        if (kind !== 1) throw badOnnx(`${name} is not a tensor`);
        eachField(message(tensor), (part, content) => {
          if (part === 1) type = elementType(integer(content));
          else if (part === 2) eachField(message(content), (_, dim) => dims.push(dimension(message(dim))));
        });
      });
    }
  });
  return { name, type, dims };
}

function dimension(bytes: Uint8Array): number | "N" {
  let size: number | "N" = "N";
  eachField(bytes, (field, value) => {
    if (field === 1) size = integer(value);
  });
  return size;
}

function decodeOpset(bytes: Uint8Array): { domain: string; version: number } {
  const set = { domain: "", version: 0 };
  eachField(bytes, (field, value) => {
    if (field === 1) set.domain = text(value);
    else if (field === 2) set.version = integer(value);
  });
  return set;
}

function decodeEntry(bytes: Uint8Array): [string, string] {
  let key = "";
  let entry = "";
  eachField(bytes, (field, value) => {
    if (field === 1) key = text(value);
    else if (field === 2) entry = text(value);
  });
  return [key, entry];
}

/** A scalar is a number; whatever has a length is a view of its bytes. */
type FieldValue = number | Uint8Array;

/** Calls back for each field of a message; never reads past its end. */
function eachField(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): void {
  const pbf = new PbfReader(bytes);
  const end = bytes.length;
  while (pbf.pos < end) {
    const tag = pbf.readVarint();
    const field = Math.floor(tag / 8);
    if (field === 0) throw badOnnx("a field has no number");
    switch (tag % 8) {
      case 0:
        visit(field, pbf.readVarint(true));
        break;
      case 1:
        if (pbf.pos + 8 > end) throw truncated();
        visit(field, pbf.readDouble());
        break;
      case 2: {
        const length = pbf.readVarint();
        const start = pbf.pos;
        if (!(length >= 0 && start + length <= end)) throw truncated();
        pbf.pos = start + length;
        visit(field, bytes.subarray(start, start + length));
        break;
      }
      case 5:
        if (pbf.pos + 4 > end) throw truncated();
        visit(field, pbf.readFloat());
        break;
      default:
        throw badOnnx("a field has an unknown wire type");
    }
  }
  if (pbf.pos > end) throw truncated();
}

function readInts(value: FieldValue, into: number[]): void {
  if (typeof value === "number") {
    into.push(value);
    return;
  }
  const pbf = new PbfReader(value);
  while (pbf.pos < value.length) into.push(pbf.readVarint(true));
  if (pbf.pos > value.length) throw truncated();
}

function readFloats(value: FieldValue, into: number[]): void {
  if (typeof value === "number") {
    into.push(value);
    return;
  }
  if (value.length % 4 !== 0) throw truncated();
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  for (let i = 0; i < value.length; i += 4) into.push(view.getFloat32(i, true));
}

function message(value: FieldValue): Uint8Array {
  if (typeof value === "number") throw badOnnx("a message is a number");
  return value;
}

function integer(value: FieldValue): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw badOnnx("a number is out of range");
  return value;
}

function text(value: FieldValue): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message(value));
}

function elementType(type: number): ElementType {
  for (const [name, number] of Object.entries(elementTypes)) {
    if (number === type) return name as ElementType;
  }
  throw badOnnx(`tensors of type ${type} are unknown to prumo`);
}

function truncated(): PrumoError {
  return badOnnx("it ends in the middle of a message");
}
