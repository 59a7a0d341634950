import { stringify } from "yaml";
import type { Evidence, ModelVersion, Signature } from "../../contract/records/models.ts";
import type { CodeRevision, Energy, Environment } from "../../contract/records/experiments.ts";
import type { OnnxModel } from "../../engines/onnx/schema.ts";
import type { Json } from "../../kernel/json.ts";

/**
 * What `prumo.json` tells of a model that stands alone: nothing else is needed to judge it. The number of the
 * version is the registry's and not in here.
 */
export interface PackageDocument {
  readonly format: 1;
  readonly model: string;
  readonly versionId: string;
  /** SHA-256 of model.onnx. */
  readonly digest: string;
  readonly algorithm: string;
  readonly signature: Signature;
  readonly datasetVersions: readonly string[];
  readonly runId: string | null;
  readonly pipelineRunId: string | null;
  readonly code: CodeRevision | null;
  readonly environment: Environment | null;
  readonly params: Readonly<Record<string, string>>;
  readonly energy: Energy | null;
  readonly evaluation: ModelVersion["evaluation"];
  readonly reference: ModelVersion["reference"];
  readonly evidence: readonly Omit<Evidence, "modelVersionId">[];
}

export function packageJson(document: PackageDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Inputs and outputs of the file as a tensor runtime sees them. */
export type Tensors = Pick<OnnxModel, "inputs" | "outputs">;

/**
 * `MLmodel`: what MLflow's own loader reads (flavors onnx and python_function, and the signature). Without
 * times, so that the same model has the same file. The signature is one of tensors: MLflow then turns the
 * columns of a DataFrame into the [N, 1] tensors that the file takes; given a signature of columns it would
 * pass them flat and ONNX Runtime would refuse them.
 */
export function mlModel(document: PackageDocument, { inputs, outputs }: Tensors): string {
  return stringify({
    artifact_path: "model",
    flavors: {
      onnx: {
        data: "model.onnx",
        providers: ["CPUExecutionProvider"],
        onnx_session_options: null,
        code: null,
        onnx_version: "1.17.0",
      },
      python_function: { data: "model.onnx", loader_module: "mlflow.onnx", python_version: "3.11.0" },
    },
    mlflow_version: "2.20.0",
    ...(document.runId === null ? {} : { run_id: document.runId.replace(/^run_/, "") }),
    metadata: {
      prumo: { model: document.model, versionId: document.versionId, digest: document.digest },
    },
    signature: {
      inputs: JSON.stringify(inputs.map(tensorSpec)),
      outputs: JSON.stringify(outputs.map(tensorSpec)),
    },
  });
}

const numpyTypes = {
  float: "float32",
  double: "float64",
  int64: "int64",
  bool: "bool",
  string: "str",
} as const satisfies Record<Tensors["inputs"][number]["type"], string>;

/** The first dimension is the rows, of any number. */
function tensorSpec({ name, type, dims }: Tensors["inputs"][number]): Json {
  const shape = dims.map((size) => (typeof size === "number" ? size : -1));
  return { name, type: "tensor", "tensor-spec": { dtype: numpyTypes[type], shape } };
}
