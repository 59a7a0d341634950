import type { ModelVersion } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../kernel/hashing.ts";
import { contentId } from "../../kernel/ids.ts";

/** The part of a version that is kept as one document; the rest are columns. */
export type PackageRecord = Pick<
  ModelVersion,
  "signature" | "files" | "evaluation" | "reference" | "datasetVersions"
>;

/**
 * The id of a version follows from what was registered: the same bytes, from the same run, under the same name
 * are the same version. The evaluation is no part of it, since it holds a measured latency.
 */
export function modelVersionId(of: { model: string; digest: string; runId: string | null }): string {
  return contentId("modelVersion", hashJson({ model: of.model, digest: of.digest, runId: of.runId }));
}

/** An alias that MLflow's clients could use as well. */
export function checkAlias(alias: string): string {
  const isFine = /^[A-Za-z][\w-]{0,62}$/.test(alias) && alias !== "latest" && !/^v\d+$/i.test(alias);
  if (!isFine) throw fail("models/bad-alias", { alias });
  return alias;
}
