import { z } from "zod";
import type { Signature } from "../../../contract/records/models.ts";
import { type RawRow, rowsAtOnce } from "../../../lifecycle/deployments/index.ts";
import { readBinary } from "./binary-tensors.ts";
import { InferenceError } from "./inference-error.ts";
import {
  deepest,
  type Datatype,
  datatypeBytes,
  mostOutputs,
  readJsonData,
  refuseMisfit,
  type Tensor,
} from "./tensors.ts";

const parametersSchema = z.record(z.string(), z.unknown()).optional();
const datatypes = Object.keys(datatypeBytes) as Datatype[];
const headSchema = z.object({
  id: z.string().max(200).optional(),
  parameters: parametersSchema,
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().min(0).max(1e9)).min(1).max(deepest),
        datatype: z.enum(datatypes),
        parameters: parametersSchema,
        // Checked against shape and datatype.
        data: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(10_000),
  outputs: z
    .array(z.object({ name: z.string(), parameters: parametersSchema }))
    .max(mostOutputs)
    .optional(),
});

export interface WantedOutput {
  readonly name: string;
  readonly isBinary: boolean;
}

export interface InferRequest {
  readonly id: string | undefined;
  readonly tensors: readonly Tensor[];
  /** Null: all of them. */
  readonly outputs: readonly WantedOutput[] | null;
  /** How outputs go that do not say so themselves. */
  readonly isBinary: boolean;
}

/**
 * Reads the body of an infer call: JSON, or (with the header `Inference-Header-Content-Length`) so many bytes of
 * JSON followed by the binary tensors in the order of the inputs.
 */
export function readInferRequest(body: Buffer, headerLength: string | undefined): InferRequest {
  const jsonBytes = headerLength === undefined ? body.length : Number(headerLength);
  if (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length) {
    throw new InferenceError(400, "Inference-Header-Content-Length is not a length within the body");
  }
  if (jsonBytes === 0) {
    throw new InferenceError(400, "raw bodies without a JSON header are not taken; name the inputs in JSON");
  }
  const head = readHead(body.toString("utf8", 0, jsonBytes));
  let at = jsonBytes;
  const tensors = head.inputs.map(({ name, shape, datatype, parameters, data }): Tensor => {
    const of = { name, datatype, shape };
    const size = parameters?.["binary_data_size"];
    if (size === undefined) return { ...of, data: readJsonData(of, data) };
    if (!Number.isSafeInteger(size) || (size as number) < 0 || at + (size as number) > body.length) {
      throw new InferenceError(400, `input ${name}: binary_data_size is not a size within the body`);
    }
    at += size as number;
    return { ...of, data: readBinary(of, body.subarray(at - (size as number), at)) };
  });
  if (at !== body.length) {
    throw new InferenceError(400, `the body has ${body.length - at} bytes more than its inputs declare`);
  }
  const isBinary = head.parameters?.["binary_data_output"] === true;
  return {
    id: head.id,
    tensors,
    isBinary,
    outputs:
      head.outputs === undefined || head.outputs.length === 0
        ? null
        : head.outputs.map(({ name, parameters }) => {
            const own = parameters?.["binary_data"];
            return { name, isBinary: own === undefined ? isBinary : own === true };
          }),
  };
}

function readHead(text: string): z.infer<typeof headSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InferenceError(400, `the body is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
  const parsed = headSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InferenceError(400, `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not valid"}`);
}

/** The tensors as rows of raw columns; every column of the model once, all of one length. */
export function rowsOf(tensors: readonly Tensor[], inputs: Signature["inputs"]): RawRow[] {
  const rows = tensors[0]?.shape[0] ?? 0;
  if (rows < 1 || rows > rowsAtOnce) {
    throw new InferenceError(400, `${rows} rows were sent, where 1 to ${rowsAtOnce} are answered at once`);
  }
  const given = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (given.size < tensors.length) throw new InferenceError(400, "an input is given twice");
  const columns = inputs.map(({ name, type }) => {
    const tensor = given.get(name);
    if (tensor === undefined) {
      throw new InferenceError(400, `input ${name} is missing; the model takes ${namesOf(inputs)}`);
    }
    refuseMisfit(tensor, type, rows);
    given.delete(name);
    return [name, tensor.data] as const;
  });
  const [unknown] = given.keys();
  if (unknown !== undefined) {
    throw new InferenceError(400, `input ${unknown} is unknown; the model takes ${namesOf(inputs)}`);
  }
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, data]) => [name, data[row] ?? null])),
  );
}

function namesOf(inputs: Signature["inputs"]): string {
  return inputs.map(({ name }) => name).join(", ");
}
