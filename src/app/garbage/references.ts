import type { StationName } from "../../contract/events.ts";
import type { Datasets } from "../../lifecycle/datasets/index.ts";
import type { Due, Experiments, RemovalRules } from "../../lifecycle/experiments/index.ts";
import type { Models } from "../../lifecycle/models/index.ts";
import type { Pipelines } from "../../lifecycle/pipelines/index.ts";

/** A blob that a station refers to, and what is known of it. */
export interface Reference {
  readonly sha256: string;
  /** Of a run's or model's artifact. */
  readonly path?: string | null;
  /** Whether what refers to it is due to be removed. */
  readonly isLeaving?: boolean;
}

/** The stations that name blobs. */
export interface Referring {
  readonly datasets: Datasets;
  readonly pipelines: Pipelines;
  readonly experiments: Experiments;
  readonly models: Models;
}
export type References = {
  readonly [Station in StationName]: (leaving?: Leaving) => AsyncIterable<Reference>;
};
export interface Leaving {
  readonly due: Due;
  readonly rules: RemovalRules;
}

/**
 * Which blobs each station refers to. A station that is missing here does not compile, and
 * test/flow/garbage/references.test.ts looks through every column of every table for a blob that nobody names.
 */
export function references({ datasets, pipelines, experiments, models }: Referring): References {
  return {
    sources: none,
    datasets: () => asReferences(datasets.referencedBlobs()),
    pipelines: () => asReferences(pipelines.referencedBlobs()),
    experiments: (leaving) => experiments.removal.namedBlobs(leaving),
    models: () => asReferences(models.referencedBlobs()),
    // These serve, log and watch versions of the registry, which refers to their packages; what they write
    // themselves are files of their own (`predictions/`) and records.
    deployments: none,
    predictions: none,
    monitors: none,
    retraining: none,
  };
}

async function* none(): AsyncGenerator<Reference> {}

async function* asReferences(blobs: AsyncIterable<string>): AsyncGenerator<Reference> {
  for await (const sha256 of blobs) yield { sha256 };
}
