import { PbfWriter } from "pbf";
import {
  type AttributeValue,
  attributeTypes,
  elementTypes,
  irVersion,
  type OnnxModel,
  type OnnxNode,
  type Tensor,
  type ValueInfo,
} from "./schema.ts";

/** The bytes of a ModelProto. Fields are written in one fixed order: equal models give equal bytes. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, "prumo");
  pbf.writeStringField(3, model.producerVersion);
  pbf.writeMessage(7, writeGraph, model);
  for (const { domain, version } of model.opsets) {
    pbf.writeMessage(
      8,
      (set: { domain: string; version: number }, to) => {
        if (set.domain !== "") to.writeStringField(1, set.domain);
        to.writeVarintField(2, set.version);
      },
      { domain, version },
    );
  }
  for (const key of Object.keys(model.properties).sort()) {
    pbf.writeMessage(
      14,
      ([name, value]: readonly [string, string], to) => {
        to.writeStringField(1, name);
        to.writeStringField(2, value);
      },
      [key, model.properties[key] ?? ""] as const,
    );
  }
  return pbf.finish().slice();
}

function writeGraph(model: OnnxModel, pbf: PbfWriter): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, "prumo");
  for (const tensor of model.initializers) pbf.writeMessage(5, writeTensor, tensor);
  for (const input of model.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of model.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.op);
  for (const name of Object.keys(node.attributes).sort()) {
    pbf.writeMessage(5, writeAttribute, [name, node.attributes[name]] as [string, AttributeValue]);
  }
  if (node.domain !== "") pbf.writeStringField(7, node.domain);
}

function writeAttribute([name, value]: readonly [string, AttributeValue], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ("int" in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, attributeTypes.int);
  } else if ("text" in value) {
    pbf.writeStringField(4, value.text);
    pbf.writeVarintField(20, attributeTypes.text);
  } else if ("floats" in value) {
    pbf.writePackedFloat(7, Array.from(value.floats));
    pbf.writeVarintField(20, attributeTypes.floats);
  } else if ("ints" in value) {
    pbf.writePackedVarint(8, Array.from(value.ints));
    pbf.writeVarintField(20, attributeTypes.ints);
  } else {
    for (const text of value.texts) pbf.writeStringField(9, text);
    pbf.writeVarintField(20, attributeTypes.texts);
  }
}

function writeTensor(tensor: Tensor, pbf: PbfWriter): void {
  if (tensor.dims.length > 0) pbf.writePackedVarint(1, [...tensor.dims]);
  pbf.writeVarintField(2, elementTypes[tensor.type]);
  if (tensor.type === "string") for (const text of tensor.data) pbf.writeStringField(6, text);
  pbf.writeStringField(8, tensor.name);
  if (tensor.type !== "string") {
    const { buffer, byteOffset, byteLength } = tensor.data;
    pbf.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function writeValueInfo(value: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(
    2,
    (_: ValueInfo, type) =>
      type.writeMessage(
        1,
        (info: ValueInfo, tensor) => {
          tensor.writeVarintField(1, elementTypes[info.type]);
          tensor.writeMessage(2, writeShape, info);
        },
        value,
      ),
    value,
  );
}

function writeShape(value: ValueInfo, pbf: PbfWriter): void {
  for (const dim of value.dims) {
    pbf.writeMessage(
      1,
      (size: number | "N", to) => (size === "N" ? to.writeStringField(2, "N") : to.writeVarintField(1, size)),
      dim,
    );
  }
}
