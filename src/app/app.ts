import type { Address } from "./address.ts";
import type { Project } from "../contract/project/schema.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Datasets } from "../lifecycle/datasets/index.ts";
import type { Deployments } from "../lifecycle/deployments/index.ts";
import type { Experiments } from "../lifecycle/experiments/index.ts";
import type { Models, Webhooks } from "../lifecycle/models/index.ts";
import type { Monitors } from "../lifecycle/monitors/index.ts";
import type { Pipelines } from "../lifecycle/pipelines/index.ts";
import type { Predictions } from "../lifecycle/predictions/index.ts";
import type { Retraining } from "../lifecycle/retraining/index.ts";
import type { Sources } from "../lifecycle/sources/index.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { LoadedModel } from "../ports/model-runtime.ts";
import type { MetaStore } from "../ports/meta-store.ts";
import type { TableEngine } from "../ports/table-engine.ts";
import type { Garbage } from "./garbage/open-garbage.ts";
import type { Imports } from "./import/imports.ts";

/** A running house: the nine stations in the order of the flow, and what they stand on. */
export interface App extends AsyncDisposable {
  /** Version of prumo. */
  readonly version: string;
  readonly project: Project;
  readonly projectDir: string;
  readonly projectDigest: string;
  readonly clock: Clock;
  readonly meta: MetaStore;
  readonly events: EventBus;
  readonly blobs: BlobStore;
  readonly tables: TableEngine;
  readonly sources: Sources;
  readonly datasets: Datasets;
  readonly pipelines: Pipelines;
  readonly experiments: Experiments;
  readonly models: Models;
  readonly webhooks: Webhooks;
  readonly deployments: Deployments;
  readonly predictions: Predictions;
  readonly monitors: Monitors;
  readonly retraining: Retraining;
  readonly garbage: Garbage;
  /** From tracking servers of someone else's. */
  readonly imports: Imports;
  /** Where it is reached over HTTP; whoever serves it says so. */
  readonly address: Address;
  /** A version in memory, to score with beside what serves. The caller closes it. */
  loadModel(modelVersionId: string): Promise<LoadedModel>;
  /** The file of a declared source as a table of SQL, for whoever plays its rows as traffic. */
  sourceTable(dataset: string): Promise<string>;
  /** Resolves when no event waits for its consumer and no pipeline run is under way. */
  settle(): Promise<void>;
}
