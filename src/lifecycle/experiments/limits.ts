import { posix } from "node:path";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** Bounds of what is logged, in characters and entries; MLflow's own, so that its clients meet no other. */
export const limits = {
  key: 250,
  paramValue: 6_000,
  tagValue: 8_000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactRoot: 2_048,
  batchMetrics: 1_000,
  batchParams: 100,
  batchTags: 100,
  batchEntries: 1_000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  batchDatasets: 1_000,
} as const;

const allowed = /^[/\p{L}\p{N}_.\- :]*$/u;

/**
 * A key of a metric, parameter or tag: letters, digits, `/ _ . - :` and spaces, and equal to itself as a path, so
 * that `a//b`, `../x` and `/x` are none.
 */
export function checkKey(path: string, key: string): void {
  const refuse = (problem: string) =>
    fail("experiments/bad-key", { value: JSON.stringify(key), path, problem });
  if (!allowed.test(key)) {
    throw refuse(
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
    );
  }
  const normal = asPath(key);
  if (normal !== key || normal === "." || normal.startsWith("..") || normal.startsWith("/")) {
    throw refuse(
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
    );
  }
}

function asPath(key: string): string {
  const normal = posix.normalize(key);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** Refuses more characters than the limit. */
export function checkLength(what: string, limit: number, value: string): void {
  if (value.length > limit && characters(value) > limit) {
    throw fail("experiments/too-long", { what, limit });
  }
}

/** Cuts what is longer than the limit, as MLflow does with values. */
export function cut(limit: number, value: string): string {
  if (value.length <= limit || characters(value) <= limit) return value;
  return Array.from(value).slice(0, limit).join("");
}

/** Code points, as Python counts. */
function characters(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** `Batch` limits: what there may be of it in one request. */
export function checkCount(what: string, limit: number, count: number): void {
  if (count > limit) throw fail("experiments/too-many", { what, limit, count });
}
