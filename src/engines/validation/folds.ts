import { fail } from "../../kernel/errors/prumo-error.ts";
import { seededRandom } from "../../kernel/random.ts";

/** Row numbers to learn from and to test on. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * K folds at random: each row is tested once. Sizes differ by one at most; rows rise within a fold. Which fold a
 * row is in depends on the seed alone.
 */
export function kFold(rows: number, folds: number, seed: number): Fold[] {
  if (folds < 2 || folds > rows) throw fail("learning/too-few-rows-to-fold", { rows, folds });
  const random = seededRandom(seed);
  const foldOf = Int32Array.from({ length: rows }, (_, row) => row % folds);
  for (let i = rows - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [foldOf[i], foldOf[other]] = [foldOf[other]!, foldOf[i]!];
  }
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere(foldOf, (of) => of !== fold),
    test: rowsWhere(foldOf, (of) => of === fold),
  }));
}

/**
 * Folds for rows in order of time: fold i learns from the first i parts of k + 1 and is tested on the next, so
 * that no model sees the future (Bergmeir and Benítez, 2012; scikit-learn: TimeSeriesSplit). What does not
 * divide by k + 1 goes to the first training part.
 */
export function timeOrderedFolds(rows: number, folds: number): Fold[] {
  const size = Math.floor(rows / (folds + 1));
  if (folds < 2 || size < 1) throw fail("learning/too-few-rows-to-fold", { rows, folds });
  return Array.from({ length: folds }, (_, fold) => {
    const from = rows - (folds - fold) * size;
    return {
      train: Int32Array.from({ length: from }, (_, i) => i),
      test: Int32Array.from({ length: size }, (_, i) => from + i),
    };
  });
}

function rowsWhere(foldOf: Int32Array, isWanted: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(foldOf.length);
  let count = 0;
  for (let row = 0; row < foldOf.length; row++) if (isWanted(foldOf[row]!)) rows[count++] = row;
  return rows.slice(0, count);
}
