import { type Evidence, metricNames } from "../../../contract/records/models.ts";
import type { ComparedVersion, Comparison } from "../../../contract/records/registry.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { completeVersions, versionRow } from "../registry/registry-store.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { versionNumber } from "../version-store.ts";
import { comparedSlices } from "./compare-slices.ts";
import { type Basis, comparedMetric } from "./differences.ts";
import { type MeasuredVersion, measuredVersion } from "./measured-version.ts";

const most = { versions: 8, metrics: 200, params: 500 };

/**
 * Evaluations side by side, the first version being what the others are held against. No two versions are scored
 * together row by row, so the intervals of differences take the evaluations as independent; see `intervalDifference`.
 */
export async function compareVersions(
  deps: ModelsDeps,
  model: string,
  wanted: readonly string[],
): Promise<Comparison> {
  const db = deps.meta.read<ModelsTables>();
  const given = wanted.slice(0, most.versions + 1);
  const numbers: number[] = [];
  for (const version of given) numbers.push(await versionNumber(db, model, version));
  if (numbers.length < 2 || numbers.length > most.versions || new Set(numbers).size < numbers.length) {
    throw fail("models/bad-comparison", { model, given: wanted.length });
  }
  const versions: MeasuredVersion[] = [];
  for (const number of numbers)
    versions.push(await measuredVersion(deps, await versionRow(db, model, number)));
  const bases = basesOf(versions);
  const { slices, of } = comparedSlices(versions, bases);
  return {
    model,
    versions: await headsOf(deps, versions),
    isSameData: bases.includes("other") ? false : bases.includes("unknown") ? null : true,
    metrics: namesOf(versions).map((metric) =>
      comparedMetric(
        metric,
        versions.map(({ metrics }) => metrics.get(metric) ?? null),
        bases,
      ),
    ),
    slices,
    slicesOf: of,
    requirements: requirementsOf(versions),
    params: paramsOf(versions),
  };
}

/** Of every version but the first: whether it was measured on the same rows as the first. */
function basesOf([first, ...others]: readonly MeasuredVersion[]): Basis[] {
  return others.map(({ measuredOn, rows }) => {
    const known = first?.measuredOn ?? null;
    if (known === null || measuredOn === null) return "unknown";
    return known === measuredOn && first?.rows === rows ? "same" : "other";
  });
}

async function headsOf(
  { meta }: ModelsDeps,
  versions: readonly MeasuredVersion[],
): Promise<ComparedVersion[]> {
  const registered = await completeVersions(
    meta.read<ModelsTables>(),
    versions.map(({ row }) => row),
  );
  return versions.map(({ row, measuredOn, rows, bytes, trainedOn }, at) => ({
    version: row.version,
    isPackage: row.package !== null,
    aliases: registered[at]?.aliases ?? [],
    stage: row.stage,
    algorithm: row.algorithm,
    runId: row.run_id,
    measuredOn,
    rows,
    bytes,
    trainedOn: [...trainedOn],
    createdAt: row.created_at,
  }));
}

/** Our own metrics in their order, then those of clients by name. */
function namesOf(versions: readonly MeasuredVersion[]): string[] {
  const all = new Set(versions.flatMap(({ metrics }) => [...metrics.keys()]));
  const ours = metricNames.filter((name) => all.delete(name));
  return [...ours, ...[...all].toSorted()].slice(0, most.metrics);
}

/** The newest evidence of each requirement, as the versions have it. */
function requirementsOf(versions: readonly MeasuredVersion[]): Comparison["requirements"] {
  const newest = versions.map(({ evidence }) => {
    const byId = new Map<string, Evidence>();
    for (const item of evidence.toSorted((a, b) => a.at - b.at)) byId.set(item.requirement.id, item);
    return byId;
  });
  const ids = new Set(newest.flatMap((byId) => [...byId.keys()]));
  return [...ids].map((id) => ({ id, checked: newest.map((byId) => byId.get(id) ?? null) }));
}

function paramsOf(versions: readonly MeasuredVersion[]): Comparison["params"] {
  const keys = new Set(versions.flatMap(({ params }) => Object.keys(params)));
  return [...keys]
    .toSorted()
    .map((key) => ({ key, values: versions.map(({ params }) => params[key] ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
    .slice(0, most.params);
}
