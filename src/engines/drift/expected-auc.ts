/** Rows with about the same stated chance. */
export interface ChanceBin {
  /** Mean stated chance. */
  readonly predicted: number;
  readonly rows: number;
}

/**
 * The ROC AUC that scores would have if each stated chance were true: the share of pairs of an expected
 * positive and an expected negative that are in the right order, ties half. It needs no labels (the idea of
 * CBPE, NannyML; Bialek et al., arXiv 2401.08348), and is only as good as the model's calibration. Coarse
 * bins lower it, so compare only figures over the same bins. Null when one class is not expected at all.
 */
export function expectedAuc(bins: readonly ChanceBin[]): number | null {
  const rising = bins.filter(({ rows }) => rows > 0).sort((a, b) => a.predicted - b.predicted);
  let negatives = 0;
  let positives = 0;
  let ordered = 0;
  for (const { predicted, rows } of rising) {
    const chance = Math.min(1, Math.max(0, predicted));
    ordered += rows * chance * (negatives + (rows * (1 - chance)) / 2);
    positives += rows * chance;
    negatives += rows * (1 - chance);
  }
  return positives === 0 || negatives === 0 ? null : ordered / (positives * negatives);
}
