/** Names by which the reader finds what the writer put into the file. Everything else is numbered. */
export const names = {
  /** LabelEncoder node: keys of lookup `at`, in the order of the names of the lookups. */
  lookupKeys: (at: number) => `lookup/${at}/keys`,
  /** Tensor [keys + 1]: values, and null last. */
  lookupValues: (at: number) => `lookup/${at}/values`,
  /** LabelEncoder node: categories of feature `at`. */
  categories: (at: number) => `feature/${at}/categories`,
  /** Tensor [categories + 1, sets] of a feature: 0 where the category goes left; the last row is a missing one. */
  sets: (at: number) => `feature/${at}/sets`,
  /** Tensors of a linear model's feature: weights [1 or categories + 1, outputs]; mean and scale [1, 1]. */
  weights: (at: number) => `feature/${at}/weights`,
  mean: (at: number) => `feature/${at}/mean`,
  featureScale: (at: number) => `feature/${at}/scale`,
  intercept: "intercept",
  trees: "trees",
  scale: "target/scale",
  shift: "target/shift",
  classes: "target/classes",
  /** Metadata: expressions, features and target as canonical JSON; no fitted number is in there. */
  property: "prumo.graph",
} as const;
