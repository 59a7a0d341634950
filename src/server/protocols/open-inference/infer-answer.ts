import type { Signature } from "../../../contract/records/models.ts";
import type { Answer } from "../../../lifecycle/deployments/index.ts";
import { writeBinary } from "./binary-tensors.ts";
import type { InferRequest } from "./infer-request.ts";
import { InferenceError } from "./inference-error.ts";
import { columnDatatype, type Datatype, type TensorValue } from "./tensors.ts";

interface Output {
  readonly name: string;
  readonly datatype: Datatype;
  /** After the rows. */
  readonly shape: readonly number[];
  readonly data: (answers: readonly Answer[]) => TensorValue[];
}

const id: Output = {
  name: "prediction_id",
  datatype: "BYTES",
  shape: [],
  data: (answers) => answers.map((answer) => answer.id),
};

function score(name: string): Output {
  return { name, datatype: "FP64", shape: [], data: (answers) => answers.map((answer) => answer.score) };
}

function predicted(datatype: Datatype): Output {
  return {
    name: "predicted",
    datatype,
    shape: [],
    data: (answers) => answers.map((answer) => answer.predicted),
  };
}

/** What a model gives out: its prediction, and the id under which the truth is sent later. */
function outputsOf({ target }: Signature): Output[] {
  switch (target.kind) {
    case "regression":
      return [score("value"), id];
    case "binary":
      return [score("probability"), predicted("BOOL"), id];
    case "multiclass": {
      const classes = target.classes ?? [];
      const probabilities: Output = {
        name: "probabilities",
        datatype: "FP64",
        shape: [classes.length],
        data: (answers) =>
          answers.flatMap(({ probabilities }) => classes.map((name) => probabilities?.[name] ?? null)),
      };
      return [probabilities, predicted("BYTES"), id];
    }
  }
}

/** `GET /v2/models/<name>`; -1 is any number of rows. */
export function describeModel(name: string, versions: readonly number[], signature: Signature) {
  return {
    name,
    versions: versions.map(String),
    platform: "prumo",
    inputs: signature.inputs.map((input) => ({
      name: input.name,
      datatype: columnDatatype[input.type],
      shape: [-1],
    })),
    outputs: outputsOf(signature).map(({ name, datatype, shape }) => ({
      name,
      datatype,
      shape: [-1, ...shape],
    })),
  };
}

export interface InferAnswer {
  readonly body: string | Buffer;
  /** Bytes of JSON at the beginning of the body; null when all of it is. */
  readonly jsonBytes: number | null;
}

/** Refuses outputs that the model does not give; asked before it is, so that nothing is answered in vain. */
export function refuseUnknownOutputs(signature: Signature, { outputs }: Pick<InferRequest, "outputs">): void {
  const known = outputsOf(signature).map(({ name }) => name);
  const odd = outputs?.find(({ name }) => !known.includes(name));
  if (odd === undefined) return;
  throw new InferenceError(400, `output ${odd.name} is unknown; the model gives ${known.join(", ")}`);
}

/** Writes the answer, each output as JSON or binary as it was asked for. */
export function writeInferAnswer(
  model: { readonly name: string; readonly id: string; readonly signature: Signature },
  request: Pick<InferRequest, "outputs" | "isBinary">,
  answers: readonly Answer[],
): InferAnswer {
  const known = outputsOf(model.signature);
  const wanted = request.outputs ?? known.map(({ name }) => ({ name, isBinary: request.isBinary }));
  const parts: Buffer[] = [];
  const outputs = wanted.flatMap(({ name, isBinary }) => {
    const output = known.find((one) => one.name === name);
    if (output === undefined) return [];
    const { datatype } = output;
    const shape = [answers.length, ...output.shape];
    const data = output.data(answers);
    if (!isBinary) return { name, datatype, shape, data };
    const bytes = writeBinary(datatype, data);
    parts.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  const json = JSON.stringify({
    model_name: model.name,
    model_version: String(answers[0]?.version ?? ""),
    id: model.id,
    outputs,
  });
  if (parts.length === 0) return { body: json, jsonBytes: null };
  const head = Buffer.from(json);
  return { body: Buffer.concat([head, ...parts]), jsonBytes: head.length };
}
