import type { Readable } from "node:stream";
import type { LoggedModel, MetricNumber, RunState } from "../contract/records/experiments.ts";
import type { ModelStage } from "../contract/records/models.ts";

export interface SourceKeyValue {
  readonly key: string;
  readonly value: string;
}

/** Times are epoch milliseconds throughout; lists are sorted by key, so that equal things are equal JSON. */
export interface SourceExperiment {
  readonly id: string;
  readonly name: string;
  readonly isDeleted: boolean;
  readonly artifactRoot: string;
  readonly tags: readonly SourceKeyValue[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SourceInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | undefined;
  readonly profile: string | undefined;
  readonly tags: readonly SourceKeyValue[];
}

export interface SourceRun {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly state: RunState;
  readonly isDeleted: boolean;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly artifactRoot: string;
  readonly params: readonly SourceKeyValue[];
  readonly tags: readonly SourceKeyValue[];
  /** The last point of each curve. */
  readonly metrics: readonly SourcePoint[];
  readonly inputs: readonly SourceInput[];
  readonly modelOutputs: readonly { readonly modelId: string; readonly step: number }[];
}

export interface SourcePoint {
  readonly key: string;
  readonly value: MetricNumber;
  readonly step: number;
  readonly at: number;
}

export interface SourceLoggedModel {
  /** `m-` and 32 hexadecimal digits. */
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly state: LoggedModel["state"];
  readonly stateMessage: string | null;
  readonly type: string | null;
  readonly sourceRunId: string | null;
  readonly artifactRoot: string;
  readonly params: readonly SourceKeyValue[];
  readonly tags: readonly SourceKeyValue[];
  readonly metrics: readonly (SourcePoint & {
    readonly runId: string;
    readonly datasetName: string | null;
    readonly datasetDigest: string | null;
  })[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SourceModel {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly SourceKeyValue[];
  readonly aliases: readonly { readonly alias: string; readonly version: number }[];
  readonly isPrompt: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SourceVersion {
  readonly version: number;
  readonly source: string;
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
  readonly runLink: string | undefined;
  readonly description: string | undefined;
  readonly user: string;
  readonly stage: ModelStage;
  readonly isReady: boolean;
  readonly tags: readonly SourceKeyValue[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Something that the source said and that makes no sense: it is left out, and told of. */
export interface Refused {
  /** The id or name that it gave, if it gave one. */
  readonly name: string;
  readonly reason: string;
}

export interface SourcePage<Item> {
  readonly items: readonly Item[];
  readonly refused: readonly Refused[];
}

/** Whose files: a run or a logged model, and where the source keeps them. */
export interface FilesOwner {
  readonly kind: "run" | "logged-model";
  readonly id: string;
  readonly artifactRoot: string;
}

export interface SourceFile {
  /** Relative to the owner's root, with `/` between its parts, none of which is `..`. */
  readonly path: string;
  /** As it was announced; null when it was not. */
  readonly bytes: number | null;
}

/**
 * A tracking server of someone else's. Whatever it says is checked and bounded: what is too large, too slow or of the
 * wrong shape is an error import/bad-answer, what cannot be reached import/unreachable.
 */
export interface TrackingSource {
  /** Without credentials. */
  readonly url: string;
  /** Answers its version, or says why it is none: import/not-mlflow, import/refused, import/unreachable. */
  probe(): Promise<string>;
  /** Deleted ones too, as in `runs`. */
  experiments(): AsyncIterable<SourcePage<SourceExperiment>>;
  /** How many runs an experiment has, deleted ones too; undefined when the server does not let it be known. */
  countRuns(experimentId: string): Promise<number | undefined>;
  /** By start, so that runs which begin meanwhile come last. */
  runs(experimentId: string): AsyncIterable<SourcePage<SourceRun>>;
  /** Ids of the logged models that a run was given. */
  modelInputs(runId: string): Promise<readonly string[]>;
  /** Every point of a metric of these runs, a bounded number at a time. */
  points(
    runIds: readonly string[],
    key: string,
  ): AsyncIterable<{
    readonly runId: string;
    readonly points: readonly SourcePoint[];
    readonly refused: readonly Refused[];
  }>;
  loggedModels(experimentIds: readonly string[]): AsyncIterable<SourcePage<SourceLoggedModel>>;
  models(): AsyncIterable<SourcePage<SourceModel>>;
  versions(model: SourceModel): AsyncIterable<SourcePage<SourceVersion>>;
  /** Which of its runs and logged models have files, by one question; undefined when each has to be asked. */
  ownersWithFiles(experiment: SourceExperiment): Promise<ReadonlySet<string> | undefined>;
  files(owner: FilesOwner): AsyncIterable<SourceFile | Refused>;
  /** The bytes as they come; a stream that ends early fails. */
  file(owner: FilesOwner, file: SourceFile): Promise<Readable>;
}
