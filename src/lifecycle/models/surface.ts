import type {
  Evidence,
  Evaluation,
  Model,
  ModelVersion,
  Promotion,
  Requirement,
} from "../../contract/records/models.ts";
import type { ModelValue } from "../../contract/step-params.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Experiments } from "../experiments/index.ts";

export interface ModelsDeps {
  readonly meta: MetaStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly experiments: Pick<Experiments, "run">;
  /** As declared in the project. */
  readonly requirements: readonly Requirement[];
}

interface Page {
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** Registered models: immutable versions, the aliases that point to them, and the evidence of every gate. */
export interface Models {
  models(): Promise<Model[]>;
  model(name: string): Promise<Model>;
  /** Newest first. */
  versions(model: string, page?: Page): Promise<{ items: ModelVersion[]; next: string | null }>;
  /** By number, alias or `latest`. */
  version(model: string, version: string): Promise<ModelVersion>;
  versionById(id: string): Promise<ModelVersion>;
  /** Evidence bound to this version's digest. */
  evidence(versionId: string): Promise<Evidence[]>;
  /** Evidence of every gate, newest first, also of candidates that were refused. */
  gates(page?: Page): Promise<{ items: Evidence[]; next: string | null }>;
  readonly requirements: readonly Requirement[];
  register(asked: Register): Promise<ModelVersion>;
  promote(asked: Promote): Promise<ModelVersion>;
  promotions(model: string): Promise<Promotion[]>;
  /** Writes model.onnx, MLmodel and prumo.json into a new or empty folder. */
  exportPackage(versionId: string, dir: string): Promise<void>;
}

export interface Promote {
  readonly model: string;
  /** A number, an alias or `latest`. */
  readonly version: string;
  readonly alias: string;
  /** Who asked for it. */
  readonly by: string;
  readonly reason: string;
}

export interface Register {
  readonly model: string;
  readonly fitted: ModelValue;
  readonly evaluation: Evaluation;
  readonly pipelineRunId: string | null;
}
