/** What of a run, an experiment or a model is searched, in memory. Maps, so that no key is a prototype's. */
export interface SearchRecord {
  /** By the names of `schemas`; what is missing has no entry. */
  readonly attributes: ReadonlyMap<string, string | number>;
  readonly metrics?: ReadonlyMap<string, Summary>;
  readonly params?: ReadonlyMap<string, string>;
  readonly tags?: ReadonlyMap<string, string>;
  readonly datasets?: readonly SearchDataset[];
  /** Metrics of a logged model by the dataset they were measured on, the newest first. */
  readonly measured?: readonly Measured[];
}

/** The values of a metric: the latest, and the least and greatest that are not NaN (NaN when all are). */
export interface Summary {
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

export interface SearchDataset {
  readonly name: string;
  readonly digest: string;
  readonly context?: string;
}

export interface Measured {
  readonly key: string;
  readonly value: number;
  readonly dataset: string;
  readonly digest: string;
}
