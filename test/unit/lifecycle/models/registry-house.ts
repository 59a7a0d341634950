import { join } from "node:path";
import { openFileBlobs } from "../../../../src/adapters/files/file-blobs.ts";
import { openSqliteStore } from "../../../../src/adapters/sqlite/sqlite-store.ts";
import type { Evaluation } from "../../../../src/contract/records/models.ts";
import type { ModelGraph } from "../../../../src/contract/model-graph.ts";
import { writeOnnx } from "../../../../src/engines/onnx/write.ts";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { openExperiments } from "../../../../src/lifecycle/experiments/index.ts";
import { openModels } from "../../../../src/lifecycle/models/index.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const graph = (intercept: number): ModelGraph => ({
  inputs: [{ name: "x", type: "number" }],
  lookups: {},
  features: [{ name: "x", kind: "numeric", expression: { op: "column", name: "x" } }],
  target: { name: "y", kind: "regression" },
  predictor: {
    kind: "linear",
    outputs: 1,
    link: "identity",
    mean: Float64Array.of(0),
    scale: Float64Array.of(1),
    offset: Int32Array.of(0),
    weights: Float64Array.of(1),
    intercept: Float64Array.of(intercept),
  },
});

/** An evaluation that says nothing, for a test to say what it is about. */
export const noEvaluation: Evaluation = {
  datasetVersion: "dsv_1",
  rows: 1,
  positiveShare: null,
  metrics: {},
  slices: [],
  calibration: [],
  roc: [],
};

/** The stations experiments and models on a real store, with a clock that the test moves. */
export async function openRegistryHouse() {
  const directory = await temporaryDirectory();
  const clock = heldClock(1_000);
  const { meta, events } = await openSqliteStore(join(directory.path, "meta.db"), { clock });
  const blobs = await openFileBlobs(join(directory.path, "blobs"));
  const experiments = await openExperiments({
    meta,
    blobs,
    clock,
    projectDir: directory.path,
    signal: (signal) => events.signal(signal),
  });
  const models = await openModels({ meta, blobs, clock, experiments, requirements: [] });
  const { registry } = models;
  return {
    /** Sets the clock. */
    at: (time: number) => clock.advance(time - clock.now()),
    path: directory.path,
    meta,
    events,
    blobs,
    experiments,
    models,
    registry,
    /** Registers a package as the pipeline's last step does; the same one unless it is given another intercept. */
    async registerPackage(model: string, evaluation = noEvaluation, intercept = 0) {
      const onnx = await blobs.put(writeOnnx(graph(intercept), { version: "test" }));
      const reference = await blobs.put(Buffer.from("[]"));
      const fitted = {
        onnxSha256: onnx.sha256,
        onnxBytes: onnx.bytes,
        referenceSha256: reference.sha256,
        algorithm: "linear" as const,
        target: "y",
        runId: null,
        datasetVersions: [],
        time: null,
      };
      return models.register({ model, fitted, evaluation, pipelineRunId: null });
    },
    /** What a client registers: an address of its own store. */
    version: (model: string, more: object = {}) =>
      registry.createVersion({ model, source: "s3://bucket/model", tags: [], by: "ana", ...more }),
    model: (name: string, more: object = {}) => registry.createModel({ name, tags: [], ...more }),
    async [Symbol.asyncDispose]() {
      await meta[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

export type RegistryHouse = Awaited<ReturnType<typeof openRegistryHouse>>;

export const ana = (reason: string) => ({ by: "ana", reason });
