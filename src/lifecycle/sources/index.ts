import type { Project } from "../../contract/project/schema.ts";
import type { Source } from "../../contract/records/datasets.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { declareSources } from "./declare-sources.ts";
import { beginRead, recordBatch, recordFailure } from "./record-batch.ts";
import type { Batch } from "./source.ts";
import { readSource, readSources } from "./source-store.ts";
import { sourcesMigrations } from "./tables.ts";

export { fileIdentity } from "./file-identity.ts";
export { locateSource } from "./locate.ts";
export type { Batch } from "./source.ts";
export { sourcesMigrations } from "./tables.ts";

export interface SourcesDeps {
  readonly meta: MetaStore;
  readonly clock: Clock;
}

/** Where data comes from: what the project declares, and what reading it brought. */
export interface Sources {
  /** Makes the records follow the project; what it no longer names is hidden, not lost. */
  declare(project: Pick<Project, "datasets">): Promise<void>;
  list(): Promise<Source[]>;
  show(name: string): Promise<Source>;
  beginRead(name: string): Promise<void>;
  /** Counts a batch once for each `readId`. */
  recordBatch(name: string, readId: string, batch: Batch): Promise<void>;
  failed(name: string, error: unknown): Promise<void>;
}

export async function openSources({ meta, clock }: SourcesDeps): Promise<Sources> {
  await meta.migrate(sourcesMigrations);
  return {
    declare: (project) => declareSources(meta, project),
    list: () => readSources(meta),
    show: (name) => readSource(meta, name),
    beginRead: (name) => beginRead(meta, name),
    recordBatch: (name, readId, batch) => recordBatch({ meta, clock }, name, readId, batch),
    failed: (name, error) => recordFailure(meta, name, error),
  };
}
