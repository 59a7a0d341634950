import { resolve } from "node:path";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { decodeFully } from "../../../kernel/percent-decoding.ts";
import { checkLength, limits } from "../limits.ts";

/** Places that clients write to by themselves; prumo keeps the address and never follows it. */
const clientSchemes = new Set([
  "s3",
  "gs",
  "wasb",
  "wasbs",
  "abfs",
  "abfss",
  "hdfs",
  "viewfs",
  "dbfs",
  "sftp",
  "ftp",
]);

/**
 * The artifact root that a client asked for: below our own store (`mlflow-artifacts:/…`), at a store of its own, or
 * a path on its own disk. `file:`, `http:` and whatever else a server could be made to open are refused.
 */
export function checkArtifactRoot(location: string): string {
  checkLength("artifact_location", limits.artifactRoot, location);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(location);
  const refuse = () => fail("experiments/bad-artifact-root", { location: location.slice(0, 200) });
  if (scheme !== "mlflow-artifacts" && !clientSchemes.has(scheme)) throw refuse();
  if (/[?#\\\0]/.test(location) || climbs(location)) throw refuse();
  return location.replace(/\/+$/, "") || location;
}

/** Whether a part of the path is `..`, however often it is percent-encoded. */
function climbs(location: string): boolean {
  const decoded = decodeFully(location);
  return decoded === undefined || /(^|[/\\:])\.\.([/\\]|$)/.test(decoded);
}
