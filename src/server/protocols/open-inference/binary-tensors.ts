import { InferenceError } from "./inference-error.ts";
import { type Datatype, datatypeBytes, elements, type TensorValue, wrongCount } from "./tensors.ts";

/**
 * The binary tensor data extension (Triton, `extension_binary_data.md`): little-endian, row-major; BOOL is one
 * byte, BYTES a 4-byte length and the bytes for each element. NaN is a missing value.
 */
export function readBinary(
  of: { readonly name: string; readonly datatype: Datatype; readonly shape: readonly number[] },
  bytes: Buffer,
): TensorValue[] {
  const { name, datatype, shape } = of;
  const count = elements(shape);
  if (datatype === "BYTES") return readTexts(name, shape, bytes);
  const size = datatypeBytes[datatype];
  if (bytes.length !== count * size) throw wrongCount(name, shape, `${bytes.length} bytes of ${datatype}`);
  const at = readers[datatype];
  return Array.from({ length: count }, (_, i) => {
    const value = at(bytes, i * size);
    return typeof value === "number" && Number.isNaN(value) ? null : value;
  });
}

export function writeBinary(datatype: Datatype, data: readonly TensorValue[]): Buffer {
  switch (datatype) {
    case "BYTES":
      return Buffer.concat(
        data.flatMap((value) => {
          const text = Buffer.from(String(value));
          const length = Buffer.alloc(4);
          length.writeUInt32LE(text.length);
          return [length, text];
        }),
      );
    case "BOOL":
      return Buffer.from(data.map((value) => (value === true ? 1 : 0)));
    default: {
      const numbers = Float64Array.from(data, Number);
      return Buffer.from(numbers.buffer);
    }
  }
}

function readTexts(name: string, shape: readonly number[], bytes: Buffer): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  while (at < bytes.length) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : Infinity;
    if (at + 4 + length > bytes.length) throw wrongCount(name, shape, "a text that is cut short");
    try {
      texts.push(decoder.decode(bytes.subarray(at + 4, at + 4 + length)));
    } catch {
      throw new InferenceError(400, `input ${name}: element ${texts.length} is not UTF-8`);
    }
    at += 4 + length;
  }
  if (texts.length !== elements(shape)) throw wrongCount(name, shape, texts.length);
  return texts;
}

/** An integer that a number cannot hold exactly is refused, not rounded. */
function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new InferenceError(400, `${value} is beyond 2^53`);
  return number;
}

const readers: {
  readonly [Type in Exclude<Datatype, "BYTES">]: (bytes: Buffer, at: number) => number | boolean;
} = {
  BOOL: (bytes, at) => bytes[at] !== 0,
  UINT8: (bytes, at) => bytes.readUInt8(at),
  UINT16: (bytes, at) => bytes.readUInt16LE(at),
  UINT32: (bytes, at) => bytes.readUInt32LE(at),
  UINT64: (bytes, at) => exact(bytes.readBigUInt64LE(at)),
  INT8: (bytes, at) => bytes.readInt8(at),
  INT16: (bytes, at) => bytes.readInt16LE(at),
  INT32: (bytes, at) => bytes.readInt32LE(at),
  INT64: (bytes, at) => exact(bytes.readBigInt64LE(at)),
  FP16: (bytes, at) => half(bytes.readUInt16LE(at)),
  BF16: (bytes, at) => single(bytes.readUInt16LE(at) << 16),
  FP32: (bytes, at) => bytes.readFloatLE(at),
  FP64: (bytes, at) => bytes.readDoubleLE(at),
};

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function single(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, bits);
  return view.getFloat32(0);
}
