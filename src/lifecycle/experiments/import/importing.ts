import type {
  Refused,
  SourceExperiment,
  SourceLoggedModel,
  SourceRun,
} from "../../../ports/tracking-source.ts";
import type { ExperimentsDeps } from "../surface.ts";
import { type ImportedExperiment, importExperiment } from "./import-experiment.ts";
import { importLoggedModels } from "./import-logged-models.ts";
import {
  importModelInputs,
  type ImportedPoints,
  type ImportedRuns,
  importPoints,
  importRuns,
} from "./import-runs.ts";
import { digestOf, finishImported, type Imported, readImported } from "./imported.ts";
import type { ImportedKind } from "./tables.ts";

interface From<Item> {
  readonly source: string;
  readonly experimentId: string;
  readonly items: readonly Item[];
}

/** Writes what another tracking server has, with its ids and times. Every call is one transaction, and may be repeated. */
export interface Importing {
  experiment(source: string, found: SourceExperiment): Promise<ImportedExperiment>;
  runs(asked: From<SourceRun>): Promise<ImportedRuns>;
  points(curves: readonly ImportedPoints[]): Promise<Refused[]>;
  modelInputs(runId: string, modelIds: readonly string[]): Promise<void>;
  loggedModels(asked: From<SourceLoggedModel>): Promise<ImportedRuns>;
  known(kind: ImportedKind, ids: readonly string[]): Promise<ReadonlyMap<string, Imported>>;
  /** Whether what was imported before is all that there is. */
  digestOf(found: object): string;
  finish(kind: ImportedKind, ids: readonly string[], what: "data" | "files"): Promise<void>;
}

export function importing(deps: ExperimentsDeps): Importing {
  return {
    experiment: (source, found) => importExperiment(deps, source, found),
    runs: ({ items, ...asked }) => importRuns(deps, { ...asked, runs: items }),
    points: (curves) => importPoints(deps, curves),
    modelInputs: (runId, modelIds) => importModelInputs(deps, runId, modelIds),
    loggedModels: ({ items, ...asked }) => importLoggedModels(deps, { ...asked, models: items }),
    known: (kind, ids) => readImported(deps.meta, kind, ids),
    digestOf,
    finish: (kind, ids, what) => finishImported(deps.meta, kind, ids, what),
  };
}
