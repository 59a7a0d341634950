import type {
  Curve,
  Experiment,
  ExperimentSummary,
  GroupBest,
  LoggedModel,
  MetricPoint,
  Run,
  RunIds,
  RunRow,
} from "../../contract/records/experiments.ts";
import type { CodeChange, ComparedCurve } from "../../contract/http/compare.ts";
import type { Signal } from "../../contract/events.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { BlobRef, BlobStore } from "../../ports/blob-store.ts";
import type { ArtifactEntry, ArtifactFile, ArtifactPage } from "./artifacts/artifact-store.ts";
import type { Uploads } from "./artifacts/uploads.ts";
import type { AskedCurves } from "./compare/curves.ts";
import type { CreateExperiment } from "./catalogue/create-experiment.ts";
import type { CreateLoggedModel } from "./logged-models/change-logged-model.ts";
import type { Importing } from "./import/importing.ts";
import type { LogInputs } from "./logging/log-inputs.ts";
import type { InputSummary } from "./logging/search-inputs.ts";
import type { RunPoint, Sampling } from "./metrics/bulk-history.ts";
import type { CurveRange } from "./metrics/curves.ts";
import type { HistoryPage, HistoryPlace } from "./metrics/history.ts";
import type { Removal } from "./removal/open-removal.ts";
import type { Place } from "./search/order.ts";
import type { SearchLoggedModels } from "./search/search-experiments.ts";
import type { Search } from "./search/search-rows.ts";
import type { BestsAsked } from "./search/best-values.ts";
import type { RunIdsAsked } from "./search/run-ids.ts";
import type { KeysAsked, KeysFound } from "./search/run-keys.ts";
import type { RunsAsked, SearchRuns, View } from "./search/search-runs.ts";
import type { CreateRun, KeyValue, LogBatch, StartRun, UpdateRun } from "./runs/run.ts";

export interface ExperimentsDeps {
  readonly meta: MetaStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  /** Where the project file is; its git revision is recorded with each run. */
  readonly projectDir: string;
  /** Tells whoever looks right now of new metric points. */
  readonly signal: (signal: Signal) => void;
}

/** Runs of training code, ours or anyone's: parameters, metrics, artifacts, where and on what they ran. */
export interface Experiments {
  /** By name, with the number of their runs; those that are not deleted unless stated. */
  experiments(view?: "active" | "deleted"): Promise<ExperimentSummary[]>;
  experiment(id: string): Promise<Experiment>;
  experimentNamed(name: string): Promise<Experiment>;
  /** Answers the id. */
  createExperiment(asked: CreateExperiment): Promise<string>;
  renameExperiment(id: string, name: string): Promise<void>;
  /** With all its runs; `restoreExperiment` brings them back. */
  deleteExperiment(id: string): Promise<void>;
  restoreExperiment(id: string): Promise<void>;
  setExperimentTag(id: string, tag: KeyValue): Promise<void>;
  deleteExperimentTag(id: string, key: string): Promise<void>;
  /** A named view of its runs, for everyone. */
  saveView(id: string, view: { readonly name: string; readonly query: string }): Promise<Experiment>;
  deleteView(id: string, name: string): Promise<Experiment>;

  startRun(start: StartRun): Promise<Run>;
  createRun(asked: CreateRun): Promise<Run>;
  updateRun(id: string, change: UpdateRun): Promise<Run>;
  deleteRun(id: string): Promise<void>;
  restoreRun(id: string): Promise<void>;
  run(id: string): Promise<Run>;
  /** Newest first. */
  runs(
    experimentId: string,
    page?: { readonly limit?: number; readonly cursor?: string | undefined },
  ): Promise<{ items: Run[]; next: string | null }>;

  /** All of it, durable when it resolves, or nothing; within MLflow's limits of a batch. */
  logBatch(runId: string, batch: LogBatch): Promise<void>;
  /** As `logBatch`, without the limits of its size. */
  log(runId: string, batch: LogBatch): Promise<void>;
  deleteRunTag(runId: string, key: string): Promise<void>;
  logInputs(runId: string, inputs: LogInputs): Promise<void>;
  logOutputs(
    runId: string,
    models: readonly { readonly modelId: string; readonly step: number }[],
  ): Promise<void>;
  searchInputs(experimentIds: readonly string[]): Promise<InputSummary[]>;

  searchRuns(asked: SearchRuns): Promise<{ items: Run[]; next: Place | null }>;
  /** How many there are. */
  countRuns(asked: RunsAsked): Promise<number>;
  /** Their ids in order, parted by group. */
  runIds(asked: RunIdsAsked): Promise<RunIds>;
  /** Rows of a table, in the order of the ids; ids of no run are left out. `keys` as in `readFields`. */
  runRows(ids: readonly string[], keys: string): Promise<RunRow[]>;
  bestValues(asked: BestsAsked): Promise<GroupBest[]>;
  /** What the runs of an experiment have: keys of metrics, parameters and tags. */
  runKeys(experimentId: string, asked: KeysAsked): Promise<KeysFound>;
  searchExperiments(
    asked: Search & { readonly view: View },
  ): Promise<{ items: Experiment[]; next: Place | null }>;
  searchLoggedModels(asked: SearchLoggedModels): Promise<{ items: LoggedModel[]; next: Place | null }>;

  /** One curve by time, step, value. */
  history(
    runId: string,
    key: string,
    page?: HistoryPage,
  ): Promise<{ points: MetricPoint[]; next: HistoryPlace | null }>;
  /** Every curve of a run, or one, by key. */
  metrics(runId: string, key?: string): Promise<MetricPoint[]>;
  /** Curves of a run as charts need them: sampled when they are long. */
  curves(runId: string, keys: readonly string[], range: CurveRange): Promise<Curve[]>;
  bulkHistory(runIds: readonly string[], key: string, limit: number): Promise<RunPoint[]>;
  sampledHistory(runIds: readonly string[], sampling: Sampling): Promise<RunPoint[]>;

  /** Deleted ones too, in the order of the ids; ids of no run are named. */
  runsById(ids: readonly string[]): Promise<{ items: Run[]; missing: string[] }>;
  /** Curves of many runs, thinned so that their extremes stay. */
  curvesOfRuns(asked: AskedCurves): Promise<ComparedCurve[]>;
  /** What changed below the project's folder between two commits. */
  codeChange(from: string, to: string): Promise<CodeChange>;

  /** What lies directly below a folder of the artifact store, by name; of a page, what comes behind a name. */
  listArtifacts(folder: string, page?: ArtifactPage): Promise<ArtifactEntry[]>;
  artifactFile(path: string): Promise<ArtifactFile | undefined>;
  /** Names blobs, which are durable already, by paths of the artifact store. */
  linkArtifacts(files: readonly (BlobRef & { readonly path: string })[]): Promise<void>;
  /** A file, or a folder with all that lies below it. */
  unlinkArtifacts(path: string): Promise<void>;
  readonly uploads: Uploads;
  /** For what other tracking servers have. */
  readonly importing: Importing;

  readonly removal: Removal;

  createLoggedModel(asked: CreateLoggedModel): Promise<LoggedModel>;
  loggedModel(id: string): Promise<LoggedModel>;
  finalizeLoggedModel(id: string, state: LoggedModel["state"]): Promise<LoggedModel>;
  deleteLoggedModel(id: string): Promise<void>;
  tagLoggedModel(id: string, tags: readonly KeyValue[]): Promise<void>;
  untagLoggedModel(id: string, key: string): Promise<void>;
  addLoggedModelParams(id: string, params: readonly KeyValue[]): Promise<void>;
}
