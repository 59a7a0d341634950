import { artifactFile, linkArtifacts, listArtifacts, unlinkArtifacts } from "./artifacts/artifact-store.ts";
import { uploads } from "./artifacts/uploads.ts";
import {
  deleteExperiment,
  deleteExperimentTag,
  renameExperiment,
  restoreExperiment,
  setExperimentTag,
} from "./catalogue/change-experiment.ts";
import { codeChange } from "./compare/code-change.ts";
import { curvesOfRuns } from "./compare/curves.ts";
import { runsById } from "./compare/runs-by-id.ts";
import { createExperiment, ensureDefaultExperiment } from "./catalogue/create-experiment.ts";
import { listExperiments, readExperiment, readExperimentNamed } from "./catalogue/experiment-store.ts";
import { deleteView, saveView } from "./catalogue/saved-views.ts";
import {
  addLoggedModelParams,
  createLoggedModel,
  deleteLoggedModel,
  finalizeLoggedModel,
  tagLoggedModel,
  untagLoggedModel,
} from "./logged-models/change-logged-model.ts";
import { importing } from "./import/importing.ts";
import { importMigrations } from "./import/tables.ts";
import { readLoggedModel } from "./logged-models/logged-model-store.ts";
import { log, logBatch } from "./logging/log-batch.ts";
import { logInputs, logOutputs } from "./logging/log-inputs.ts";
import { searchInputs } from "./logging/search-inputs.ts";
import { bulkHistory, sampledHistory } from "./metrics/bulk-history.ts";
import { curves } from "./metrics/curves.ts";
import { histories, history } from "./metrics/history.ts";
import { openRemoval } from "./removal/open-removal.ts";
import { createRun } from "./runs/create-run.ts";
import { listRuns } from "./runs/list-runs.ts";
import { deleteRun, deleteRunTag, restoreRun } from "./runs/remove-run.ts";
import { readRun } from "./runs/run-store.ts";
import { startRun } from "./runs/start-run.ts";
import { updateRun } from "./runs/update-run.ts";
import { searchExperiments, searchLoggedModels } from "./search/search-experiments.ts";
import { bestValues } from "./search/best-values.ts";
import { countRuns } from "./search/count-runs.ts";
import { runIds } from "./search/run-ids.ts";
import { runKeys } from "./search/run-keys.ts";
import { runRows } from "./search/run-rows.ts";
import { searchRuns } from "./search/search-runs.ts";
import type { Experiments, ExperimentsDeps } from "./surface.ts";
import { experimentsMigrations, type ExperimentsTables } from "./tables.ts";

export { experimentsMigrations } from "./tables.ts";
export { experimentsRecorders } from "./recorders/recorders.ts";
export { below, storePath } from "./artifacts/artifact-path.ts";
export { type ReadTableHead, readTableHead } from "./artifacts/table-head.ts";
export type { ArtifactEntry, ArtifactFile } from "./artifacts/artifact-store.ts";
export type { Importing } from "./import/importing.ts";
export { defaultExperimentId } from "./catalogue/experiment-id.ts";
export type { Experiments, ExperimentsDeps } from "./surface.ts";
export type { LoggedInput } from "./logging/log-inputs.ts";
export { orderItems } from "./search/order-items.ts";
export type { Place } from "./search/order.ts";
export { type Search, searchRows } from "./search/search-rows.ts";
export type { Searchable, Sql } from "./search/searchable.ts";
export type { Due, NeededArtifacts, RemovalRules } from "./removal/due.ts";
export type { NamedBlob } from "./removal/references.ts";
export type { HistoryPlace } from "./metrics/history.ts";
export type { RunPoint } from "./metrics/bulk-history.ts";
export type { CreateRun, KeyValue, LogBatch, LoggedPoint, StartRun, UpdateRun } from "./runs/run.ts";

export async function openExperiments(deps: ExperimentsDeps): Promise<Experiments> {
  const { meta } = deps;
  await meta.migrate([...experimentsMigrations, ...importMigrations]);
  await ensureDefaultExperiment(deps);
  return {
    experiments: (view) => listExperiments(meta, view),
    experiment: (id) => readExperiment(meta, id),
    experimentNamed: (name) => readExperimentNamed(meta, name),
    createExperiment: (asked) => createExperiment(deps, asked),
    renameExperiment: (id, name) => renameExperiment(deps, id, name),
    deleteExperiment: (id) => deleteExperiment(deps, id),
    restoreExperiment: (id) => restoreExperiment(deps, id),
    setExperimentTag: (id, tag) => setExperimentTag(deps, id, tag),
    deleteExperimentTag: (id, key) => deleteExperimentTag(deps, id, key),
    saveView: (id, view) => saveView(deps, id, view),
    deleteView: (id, name) => deleteView(deps, id, name),

    startRun: (start) => startRun(deps, start),
    createRun: (asked) => createRun(deps, asked),
    updateRun: (id, change) => updateRun(deps, id, change),
    deleteRun: (id) => deleteRun(deps, id),
    restoreRun: (id) => restoreRun(deps, id),
    run: (id) => readRun(meta, id),
    runs: (experimentId, page) => listRuns(meta, experimentId, page),

    logBatch: (runId, batch) => logBatch(deps, runId, batch),
    log: (runId, batch) => log(deps, runId, batch),
    deleteRunTag: (runId, key) => deleteRunTag(deps, runId, key),
    logInputs: (runId, inputs) => logInputs(deps, runId, inputs),
    logOutputs: (runId, models) => logOutputs(deps, runId, models),
    searchInputs: (experimentIds) => searchInputs(meta, experimentIds),

    searchRuns: (asked) => searchRuns(deps, asked),
    countRuns: (asked) => countRuns(deps, asked),
    runIds: (asked) => runIds(deps, asked),
    runRows: (ids, keys) => runRows(meta, ids, keys),
    bestValues: (asked) => bestValues(deps, asked),
    runKeys: (experimentId, asked) => runKeys(meta, experimentId, asked),
    searchExperiments: (asked) => searchExperiments(deps, asked),
    searchLoggedModels: (asked) => searchLoggedModels(deps, asked),

    history: (runId, key, page) => history(meta, runId, key, page),
    metrics: (runId, key) => histories(meta, runId, key),
    curves: (runId, keys, range) => curves(meta, runId, keys, range),
    bulkHistory: (runIds, key, limit) => bulkHistory(meta, runIds, key, limit),
    sampledHistory: (runIds, sampling) => sampledHistory(meta, runIds, sampling),

    runsById: (ids) => runsById(meta, ids),
    curvesOfRuns: (asked) => curvesOfRuns(meta, asked),
    codeChange: (from, to) => codeChange(deps.projectDir, from, to),

    listArtifacts: (folder, page) => listArtifacts(meta, folder, page),
    artifactFile: (path) => artifactFile(meta, path),
    linkArtifacts: (files) =>
      meta.write<ExperimentsTables, void>((tx) => linkArtifacts(tx, deps.clock.now(), files)),

    unlinkArtifacts: (path) => unlinkArtifacts(meta, path),
    uploads: uploads(deps),
    importing: importing(deps),

    removal: openRemoval(deps),

    createLoggedModel: (asked) => createLoggedModel(deps, asked),
    loggedModel: (id) => readLoggedModel(meta, id),
    finalizeLoggedModel: (id, state) => finalizeLoggedModel(deps, id, state),
    deleteLoggedModel: (id) => deleteLoggedModel(deps, id),
    tagLoggedModel: (id, tags) => tagLoggedModel(deps, id, tags),
    untagLoggedModel: (id, key) => untagLoggedModel(deps, id, key),
    addLoggedModelParams: (id, params) => addLoggedModelParams(deps, id, params),
  };
}
