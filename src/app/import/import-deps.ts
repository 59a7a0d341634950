import type { Clock } from "../../kernel/clock.ts";
import type { Experiments } from "../../lifecycle/experiments/index.ts";
import type { Models } from "../../lifecycle/models/index.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { SourceExperiment, TrackingSource } from "../../ports/tracking-source.ts";
import type { Turnstile } from "./at-once.ts";
import type { Tally } from "./tally.ts";

/** What the parts of one import share. */
export interface Copying {
  readonly from: TrackingSource;
  readonly experiments: Experiments;
  readonly models: Models;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** Files that come at once. */
  readonly turnstile: Turnstile;
  readonly withFiles: boolean;
  /** Whether files of what did not change are listed as well. */
  readonly recheckFiles: boolean;
  readonly isDryRun: boolean;
}

/** An experiment there and its number here. In a dry run it may have none yet. */
export interface Target {
  readonly found: SourceExperiment;
  readonly id: string;
  /** Ids of what has files; undefined when each has to be asked. */
  readonly ownersWithFiles: ReadonlySet<string> | undefined;
}
