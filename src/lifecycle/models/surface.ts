import type { Kysely } from "kysely";
import type {
  Evidence,
  Evaluation,
  Model,
  ModelVersion,
  Promotion,
  RegisteredModel,
  RegisteredVersion,
  Requirement,
  Tenure,
} from "../../contract/records/models.ts";
import type {
  Comparison,
  ModelOverview,
  VersionFiles,
  VersionMeasures,
} from "../../contract/records/registry.ts";
import type { ModelValue } from "../../contract/step-params.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { SourceModel } from "../../ports/tracking-source.ts";
import type { Experiments, KeyValue, NeededArtifacts, Place, Search } from "../experiments/index.ts";
import type { ImportedVersion, ImportedVersions } from "./import/import-versions.ts";
import type { Overview } from "./overview/read-overview.ts";
import type { Mover } from "./registry/aliases.ts";
import type { CreateModel } from "./registry/change-models.ts";
import type { CreateVersion } from "./registry/change-versions.ts";
import type { MoveToStage } from "./registry/stages.ts";
import type { ServedBetween } from "./registry/tenures.ts";

export interface ModelsDeps {
  readonly meta: MetaStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly experiments: Pick<
    Experiments,
    "run" | "loggedModel" | "tagLoggedModel" | "linkArtifacts" | "listArtifacts" | "searchLoggedModels"
  >;
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
  /** Every move of an alias or stage, newest first; also of a name that was deleted since. */
  promotions(model: string): Promise<Promotion[]>;
  /** Which version was what when, newest first: by an alias or stage, or by all of them. */
  servedBetween(asked: ServedBetween): Promise<{ items: Tenure[]; next: string | null }>;
  /** Models by name, as their list shows them. */
  overview(asked: Overview): Promise<{ items: ModelOverview[]; next: string | null }>;
  /** What packages were measured by, newest first. */
  measures(model: string, page?: Page): Promise<{ items: VersionMeasures[]; next: string | null }>;
  /** Evaluations side by side; versions by number, alias or `latest`. */
  compare(model: string, versions: readonly string[]): Promise<Comparison>;
  /** SHA-256 of every file of a package that is registered, and of the models that evidence is bound to. */
  referencedBlobs(): AsyncIterable<string>;
  /** Where the files of registered versions are, within a transaction that may remove others. */
  neededArtifacts(db: Kysely<unknown>): Promise<NeededArtifacts>;
  /** The registry as clients know it: models and versions of any make. */
  readonly registry: Registry;
  /** For what other registries have. */
  readonly importing: ImportingModels;
  /** Writes model.onnx, MLmodel and prumo.json into a new or empty folder. */
  exportPackage(versionId: string, dir: string): Promise<void>;
}

/** Writes what another registry has, with its numbers and times. Every call is one transaction, and may be repeated. */
export interface ImportingModels {
  /** Whether the source says other than when it was imported last. */
  model(source: string, found: SourceModel): Promise<{ readonly isChanged: boolean }>;
  versions(asked: {
    readonly source: string;
    readonly model: string;
    readonly isPrompt: boolean;
    readonly versions: readonly ImportedVersion[];
    readonly mover: Mover;
  }): Promise<ImportedVersions>;
  /** Points aliases as the source does; answers which cannot be. */
  aliases(source: string, found: SourceModel, mover: Mover): Promise<{ readonly refused: readonly string[] }>;
}

/** Names, versions, aliases, stages and tags, whoever made the versions. */
export interface Registry {
  createModel(asked: CreateModel): Promise<void>;
  model(name: string): Promise<RegisteredModel>;
  describeModel(name: string, description: string | null): Promise<void>;
  renameModel(name: string, to: string): Promise<void>;
  deleteModel(name: string, by: string): Promise<void>;
  tagModel(name: string, tag: KeyValue): Promise<void>;
  untagModel(name: string, key: string): Promise<void>;
  searchModels(asked: Search): Promise<{ items: RegisteredModel[]; next: Place | null }>;

  /** Answers the number of the version. */
  createVersion(asked: CreateVersion): Promise<number>;
  version(model: string, version: number): Promise<RegisteredVersion>;
  /** The number behind a number, an alias or `latest`. */
  versionNumber(model: string, version: string): Promise<number>;
  /** What lies in a folder of a version. */
  files(model: string, version: number, folder: string): Promise<VersionFiles>;
  /** Newest first; the cursor is the last number seen. */
  versionsOf(model: string, page?: Page): Promise<{ items: RegisteredVersion[]; next: string | null }>;
  describeVersion(model: string, version: number, description: string | null): Promise<void>;
  deleteVersion(model: string, version: number, by: string): Promise<void>;
  tagVersion(model: string, version: number, tag: KeyValue): Promise<void>;
  untagVersion(model: string, version: number, key: string): Promise<void>;
  searchVersions(asked: Search): Promise<{ items: RegisteredVersion[]; next: Place | null }>;

  setAlias(
    asked: { readonly model: string; readonly alias: string; readonly version: number },
    mover: Mover,
  ): Promise<void>;
  deleteAlias(model: string, alias: string, mover: Mover): Promise<void>;
  /** The number of the version that an alias points at. */
  aliasedVersion(model: string, alias: string): Promise<number>;
  moveToStage(asked: MoveToStage, mover: Mover): Promise<void>;
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
