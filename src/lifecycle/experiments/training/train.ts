import type { ReferenceColumn } from "../../../contract/records/models.ts";
import type { RunArtifact } from "../../../contract/records/experiments.ts";
import {
  trainParams,
  type ModelValue,
  type TableValue,
  type TrainParams,
} from "../../../contract/step-params.ts";
import { referenceColumn } from "../../../engines/drift/reference-column.ts";
import type { IterationLoss } from "../../../engines/learning.ts";
import { writeOnnx } from "../../../engines/onnx/write.ts";
import { Lanes } from "../../../engines/trees/lanes.ts";
import { predictFrame } from "../../../engines/validation/predict-frame.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { canonicalJson, type Json } from "../../../kernel/json.ts";
import type { StepKind, StepTools } from "../../../ports/step-kind.ts";
import { assembleModel, refuseSkew } from "./assemble-model.ts";
import { crossValidateAlgorithm } from "./cross-validate.ts";
import { startEnergyMeter } from "./energy-meter.ts";
import { ownVersion } from "../runs/environment.ts";
import { featureImportance } from "./feature-importance.ts";
import { fitAlgorithm, type FitContext } from "./fit-algorithm.ts";
import { readTrainingTable, type TrainingTable } from "./read-training-table.ts";
import { type FittedFrame, fitFrame } from "./training-frame.ts";
import { tuneAlgorithm } from "./tune.ts";

/**
 * Learns a model from a table and writes it as one ONNX file with its reference profile. The same table and
 * parameters give the same bytes, whatever the number of threads and the time of day.
 */
export const trainStep: StepKind<TrainParams> = {
  name: "train",
  version: 1,
  params: trainParams,
  cacheable: true,
  async work(params, inputs, tools) {
    const energyUsed = await startEnergyMeter();
    try {
      const input = inputs["table"];
      if (input === undefined) throw fail("experiments/missing-table", {});
      return {
        out: { type: "model", ...(await train(params, input.value as unknown as TableValue, tools)) },
      };
    } finally {
      tools.fact("energy", await energyUsed());
    }
  },
};

async function train(params: TrainParams, value: TableValue, tools: StepTools) {
  tools.progress(0.01, `reading ${value.rows} rows`);
  const table = await readTrainingTable(tools, value, params.target);
  const fitted = fitFrame(table, params);
  await using lanes = new Lanes(params.algorithm.kind === "gbdt" ? tools.threads : 1);
  const { task } = fitted;
  const context: FitContext = {
    task,
    seed: params.seed,
    lanes,
    signal: tools.signal,
    isOrdered: value.time !== null,
  };

  const algorithm = await tuned(params, fitted, context, tools);
  if (params.validate) await crossValidateAlgorithm(fitted.frame, algorithm, params.validate, context, tools);
  const lossName = task.task === "regression" ? "loss" : "logLoss";
  const { predictor, iterations } = await fitAlgorithm(fitted.frame, algorithm, context, (loss, of) =>
    tellIteration(tools, loss, of, lossName),
  );
  tools.signal.throwIfAborted();

  tools.progress(0.85, "writing the model");
  const graph = await assembleModel(tools.blobs, value, table, fitted, predictor);
  const onnx = writeOnnx(graph, { version: await ownVersion() });
  const predictions = predictFrame(predictor, fitted.frame);
  const compared = refuseSkew(onnx, table, predictions);
  tools.log("info", `${compared} rows score the same from raw columns as in training`);
  const model = await keep(tools, "model.onnx", onnx);

  tools.progress(0.92, "profiling the training rows");
  const reference = profile(value, table, fitted, predictions);
  const profileBlob = await keepJson(tools, "reference.json", reference);
  const importance = featureImportance(predictor, fitted.frame, task, params.seed);
  await keepJson(tools, "feature-importance.json", importance as unknown as Json);
  tools.fact("params", { rows: table.rows, features: table.features.length, iterations });
  const out: ModelValue = {
    onnxSha256: model.sha256,
    onnxBytes: model.bytes,
    referenceSha256: profileBlob.sha256,
    algorithm: algorithm.kind,
    target: params.target,
    runId: null,
    datasetVersions: value.datasetVersions,
    time: value.time,
  };
  return { digest: model.sha256, value: out };
}

async function tuned(params: TrainParams, fitted: FittedFrame, context: FitContext, tools: StepTools) {
  const { algorithm, tune } = params;
  if (!tune) return algorithm;
  const found = await tuneAlgorithm(fitted.frame, algorithm, tune, context, ({ choice, loss }, number) => {
    if (Number.isFinite(loss)) tools.metric("trial.loss", loss, number);
    const shown = Object.entries(choice).map(([name, value]) => `${name} ${short(value)}`);
    tools.progress(
      0.02 + (0.38 * number) / tune.trials,
      `trial ${number} of ${tune.trials}: ${shown.join(", ")}`,
    );
  });
  const trials = found.history.map(({ choice, loss }) => ({
    choice: { ...choice },
    loss: Number.isFinite(loss) ? loss : null,
  }));
  await keepJson(tools, "trials.json", trials);
  const { kind: _, ...chosen } = found.algorithm;
  tools.fact("params", { tuned: chosen });
  return found.algorithm;
}

/** `tree 60 of 120, validation log loss 0.4821` */
function tellIteration(tools: StepTools, loss: IterationLoss, of: number, name: "logLoss" | "loss"): void {
  tools.metric(`train.${name}`, loss.trainLoss, loss.iteration);
  const { validationLoss } = loss;
  if (validationLoss !== undefined) tools.metric(`validation.${name}`, validationLoss, loss.iteration);
  const words = name === "logLoss" ? "log loss" : "loss";
  const shown = `${validationLoss === undefined ? "training" : "validation"} ${words} ${(validationLoss ?? loss.trainLoss).toFixed(4)}`;
  tools.progress(0.5 + (0.35 * loss.iteration) / of, `tree ${loss.iteration} of ${of}, ${shown}`);
}

function short(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : value;
}

/** Raw inputs but the time column (which only moves forward), the prediction, and the label. */
function profile(
  { time }: TableValue,
  table: TrainingTable,
  { target, task }: FittedFrame,
  predictions: Float64Array,
): ReferenceColumn[] {
  const inputs = table.inputs
    .filter(({ name }) => name !== time)
    .map(({ name, type }) => referenceColumn({ column: name, role: "input", type }, table.raw[name] ?? []));
  if (target.kind !== "multiclass" || task.task !== "multiclass") {
    const label = target.kind === "binary" ? asBooleans(table.target) : table.target;
    return [
      ...inputs,
      referenceColumn({ column: "prediction", role: "prediction", type: "number" }, predictions),
      referenceColumn(
        { column: target.name, role: "label", type: target.kind === "binary" ? "boolean" : "number" },
        label,
      ),
    ];
  }
  const { classes } = target;
  const predicted = Array.from({ length: table.rows }, (_, row) => {
    const scores = predictions.subarray(row * classes.length, (row + 1) * classes.length);
    return classes[scores.indexOf(Math.max(...scores))] ?? null;
  });
  const labels = Array.from(table.target as ArrayLike<unknown>, String);
  return [
    ...inputs,
    referenceColumn({ column: "prediction", role: "prediction", type: "string" }, predicted),
    referenceColumn({ column: target.name, role: "label", type: "string" }, labels),
  ];
}

function asBooleans(column: TrainingTable["target"]): (boolean | null)[] {
  return Array.from(column as ArrayLike<unknown>, (value) => value === true || value === 1);
}

async function keepJson(tools: StepTools, path: string, json: Json) {
  return keep(tools, path, Buffer.from(canonicalJson(json)));
}

/** Puts a run artifact away and tells the recorder of it. */
async function keep(tools: StepTools, path: string, bytes: Uint8Array) {
  const blob = await tools.blobs.put(bytes);
  const artifact: RunArtifact = { path, ...blob };
  tools.fact("artifact", artifact);
  return blob;
}
