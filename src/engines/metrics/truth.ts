import type { Signature } from "../../contract/records/models.ts";

/** A column as the table engine gives it; null is NaN in numbers. */
export type TruthColumn = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

/**
 * The true outcomes as numbers: 0 or 1 (binary), the class's place (multiclass), the value (regression).
 * NaN where there is none, or where it is none of the classes.
 */
export function truthOf(column: TruthColumn, target: Signature["target"]): Float64Array {
  const truth = new Float64Array(column.length);
  const places = new Map((target.classes ?? []).map((name, place) => [name, place]));
  for (let row = 0; row < truth.length; row++) {
    const value = column[row] ?? null;
    if (value === null || (typeof value === "number" && Number.isNaN(value))) truth[row] = Number.NaN;
    else if (target.kind === "multiclass") truth[row] = places.get(String(value)) ?? Number.NaN;
    else if (target.kind === "regression") truth[row] = Number(value);
    else truth[row] = value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : Number.NaN;
  }
  return truth;
}
