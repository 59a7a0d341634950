import type { LoggedModel, Run } from "../../../contract/records/experiments.ts";
import type { Evidence, Slice } from "../../../contract/records/models.ts";
import type { ComparedValue } from "../../../contract/records/registry.ts";
import { evidenceOf } from "../../../governance/requirements/index.ts";
import { PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { PackageRecord } from "../model-version.ts";
import type { VersionRow } from "../registry/registry-store.ts";
import type { ModelsDeps } from "../surface.ts";

/** What is known of how good a version is, whoever measured it. */
export interface MeasuredVersion {
  readonly row: VersionRow;
  readonly metrics: ReadonlyMap<string, ComparedValue>;
  readonly slices: readonly Slice[];
  readonly measuredOn: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly trainedOn: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly evidence: readonly Evidence[];
}

/** A package by its evaluation; what a client registered by what the client logged, of which no interval is known. */
export async function measuredVersion(deps: ModelsDeps, row: VersionRow): Promise<MeasuredVersion> {
  const { experiments } = deps;
  const run = row.run_id === null ? undefined : await ifThere(experiments.run(row.run_id));
  if (row.package !== null) return packaged(deps, row, run);
  const logged = row.model_id === null ? undefined : await ifThere(experiments.loggedModel(row.model_id));
  const ofModel = logged === undefined || logged.metrics.length === 0 ? undefined : ofLoggedModel(logged);
  return {
    row,
    metrics: ofModel?.metrics ?? ofRun(run),
    measuredOn: ofModel?.measuredOn ?? null,
    slices: [],
    rows: null,
    bytes: null,
    trainedOn: (run?.inputs ?? [])
      .filter(({ tags }) => (tags["mlflow.data.context"] ?? "training").startsWith("train"))
      .map(({ name, digest }) => `${name} ${digest}`),
    params: { ...logged?.params, ...run?.params },
    evidence: [],
  };
}

async function packaged(
  { meta }: ModelsDeps,
  row: VersionRow,
  run: Run | undefined,
): Promise<MeasuredVersion> {
  const { evaluation, files, datasetVersions } = JSON.parse(row.package ?? "{}") as PackageRecord;
  const evidence = await evidenceOf(meta, row.digest ?? "");
  return {
    row,
    metrics: new Map(Object.entries(evaluation.metrics)),
    slices: evaluation.slices,
    measuredOn: evaluation.datasetVersion,
    rows: evaluation.rows,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    trainedOn: datasetVersions,
    params: run?.params ?? {},
    evidence: evidence.map((item) => ({ ...item, modelVersionId: row.id })),
  };
}

/** The last value of each key, and the one dataset that all of them were measured on. */
function ofLoggedModel({ metrics }: LoggedModel): Pick<MeasuredVersion, "metrics" | "measuredOn"> {
  const last = new Map<string, LoggedModel["metrics"][number]>();
  for (const metric of metrics) {
    const known = last.get(metric.key);
    if (known === undefined || [metric.at - known.at, metric.step - known.step].find(Boolean)! >= 0) {
      last.set(metric.key, metric);
    }
  }
  const datasets = new Set(
    [...last.values()].map(({ datasetName, datasetDigest }) =>
      datasetDigest === null ? null : `${datasetName ?? ""} ${datasetDigest}`,
    ),
  );
  const [one = null] = datasets;
  return {
    metrics: new Map([...last].flatMap(([key, { value }]) => known(key, Number(value)))),
    measuredOn: datasets.size === 1 ? one : null,
  };
}

function ofRun(run: Run | undefined): ReadonlyMap<string, ComparedValue> {
  return new Map(Object.entries(run?.metrics ?? {}).flatMap(([key, { last }]) => known(key, Number(last))));
}

function known(key: string, value: number): (readonly [string, ComparedValue])[] {
  return Number.isFinite(value) ? [[key, { value, low: null, high: null, rows: null }]] : [];
}

/** Undefined for what was deleted since. */
async function ifThere<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PrumoError && error.status < 500) return undefined;
    throw error;
  }
}
