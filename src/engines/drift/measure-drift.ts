import type { ReferenceColumn } from "../../contract/records/models.ts";
import type { ColumnDrift } from "../../contract/records/monitors.ts";
import { benjaminiHochberg } from "../statistics/multiple-testing.ts";
import { chiSquareOfCounts, ksOfCounts, total } from "../statistics/two-sample.ts";
import { alignCells, type ColumnCounts } from "./column-counts.ts";
import { populationStabilityIndex, psiPValue, shares } from "./psi.ts";

export interface DriftLimits {
  /** A smaller index is no drift, however sure we are of it. */
  readonly psiAbove: number;
  /** Of the false discovery rate over a window's columns, and of the index being noise. Default 0.01. */
  readonly significance?: number;
}

export interface Measurable {
  readonly reference: ReferenceColumn;
  readonly current: ColumnCounts;
}

/**
 * Compares the columns of a window with their references. Numbers by Kolmogorov–Smirnov (nulls as the least
 * value), categories by χ² (nulls and unseen categories as cells), both with PSI as the size of the change.
 *
 * A column has drifted when all three hold: the index is above `psiAbove` (it is large), the test is
 * significant after Benjamini–Hochberg over these columns (it is no accident among many columns), and the
 * index is above its own noise for these numbers of rows (it is no accident of a small window). A fixed
 * threshold alone fires on 78 % of unchanged batches of 100 rows.
 */
export function measureDrift(columns: readonly Measurable[], limits: DriftLimits): ColumnDrift[] {
  const significance = limits.significance ?? 0.01;
  const measured = columns.map((each) => measureColumn(each, significance));
  const adjusted = benjaminiHochberg(measured.map(({ drift }) => drift.pValue));
  return measured.map(({ drift, isNoise }, index) => {
    const pValue = adjusted[index] ?? 1;
    const drifted = drift.psi > limits.psiAbove && pValue < significance && !isNoise;
    return { ...drift, pValue, drifted };
  });
}

function measureColumn(
  { reference, current }: Measurable,
  significance: number,
): { drift: Omit<ColumnDrift, "drifted">; isNoise: boolean } {
  const cells = alignCells(reference, current);
  const isNumeric = reference.edges !== null;
  const test = (isNumeric ? ksOfCounts : chiSquareOfCounts)(cells.reference, cells.current);
  const psi = populationStabilityIndex(cells.reference, cells.current);
  const currentRows = total(cells.current);
  const of = { referenceRows: total(cells.reference), currentRows, cells: cells.labels.length };
  return {
    drift: {
      column: reference.column,
      role: reference.role,
      method: isNumeric ? "ks" : "chi-square",
      psi,
      statistic: test.statistic,
      pValue: test.pValue,
      nullShare: currentRows === 0 ? 0 : current.nulls / currentRows,
      bins: {
        labels: [...cells.labels],
        reference: shares(cells.reference),
        current: shares(cells.current),
      },
    },
    isNoise: psiPValue(psi, of) >= significance,
  };
}
