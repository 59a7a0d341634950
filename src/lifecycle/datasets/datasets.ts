import type { DatasetSummary } from "../../contract/http/data.ts";
import type {
  CheckResult,
  ColumnProfile,
  DatasetManifest,
  DatasetVersion,
} from "../../contract/records/datasets.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { Committed } from "./commit-version.ts";
import type { Comparison } from "./compare-versions.ts";

/** Immutable dataset versions: what data there was, what it looked like, whether it was fit for use. */
export interface Datasets {
  /** Declared datasets and those that have versions, by name. */
  list(): Promise<DatasetSummary[]>;
  /** Newest first; `before` is a version number, exclusive. */
  versions(
    dataset: string,
    page?: { readonly limit?: number; readonly before?: number },
  ): Promise<DatasetVersion[]>;
  /** By id or a prefix of it that only one version has. */
  version(idOrPrefix: string): Promise<DatasetVersion>;
  /** The version of the same dataset before this one. */
  previous(idOrPrefix: string): Promise<DatasetVersion | null>;
  commit(manifest: DatasetManifest, profile: readonly ColumnProfile[]): Promise<Committed>;
  recordChecks(versionId: string, results: readonly CheckResult[]): Promise<void>;
  /** The first rows; timestamps as epoch milliseconds. */
  sample(
    versionId: string,
    limit: number,
    tables: TableEngine,
  ): Promise<Record<string, string | number | boolean | null>[]>;
  /** SHA-256 of every file of every version. */
  referencedBlobs(): AsyncIterable<string>;
  /** Two versions, column by column. */
  compare(a: string, b: string): Promise<Comparison>;
}
