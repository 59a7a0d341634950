import { stringify } from "yaml";
import type { Evidence, ModelVersion, Signature } from "../../contract/records/models.ts";
import type { CodeRevision, Energy, Environment } from "../../contract/records/experiments.ts";
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

/**
 * `MLmodel`: what MLflow's own loader reads (flavors onnx and python_function, and the signature). Without
 * times, so that the same model has the same file.
 */
export function mlModel(document: PackageDocument): string {
  const onnx = {
    data: "model.onnx",
    providers: ["CPUExecutionProvider"],
    onnx_session_options: null,
    code: null,
  };
  return stringify({
    artifact_path: "model",
    flavors: {
      onnx: { ...onnx, onnx_version: "1.17.0" },
      python_function: { data: "model.onnx", loader_module: "mlflow.onnx", python_version: "3.11.0" },
    },
    mlflow_version: "2.20.0",
    ...(document.runId === null ? {} : { run_id: document.runId.replace(/^run_/, "") }),
    metadata: { prumo: { model: document.model, versionId: document.versionId, digest: document.digest } },
    signature: {
      inputs: JSON.stringify(document.signature.inputs.map(({ name, type }) => column(name, type))),
      outputs: JSON.stringify(outputs(document.signature)),
    },
  });
}

/** Numbers travel as double: MLflow widens int and float32 to it, and its ONNX loader narrows where needed. */
const mlflowTypes = { number: "double", string: "string", boolean: "boolean", timestamp: "long" } as const;

function column(name: string, type: keyof typeof mlflowTypes): Json {
  return { type: mlflowTypes[type], name, required: true };
}

function outputs({ target }: Signature): Json {
  if (target.kind === "regression") return [{ name: "value", type: "float", required: true }];
  return [
    { name: "label", type: target.kind === "binary" ? "long" : "string", required: true },
    { name: "probabilities", type: "float", required: true },
  ];
}
