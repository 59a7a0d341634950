/** Steps, seconds since a start, or epoch seconds. */
export type CurveAxis = "step" | "relative" | "wall";

export interface CurveLine {
  /** Rising. */
  readonly x: readonly number[];
  /** What was measured; null where it has no place on the axis. */
  readonly values: readonly (number | null)[];
  /** Drawn over it, which is then faint. */
  readonly smoothed: readonly (number | null)[] | undefined;
  readonly marks: readonly Mark[];
}

/** A point that has no place on the vertical axis: where it is on the other, and why. */
export interface Mark {
  readonly x: number;
  readonly kind: MarkKind;
}
/** Beyond the axis upwards or downwards, no number, or at most 0 on a logarithmic axis. */
export const markKinds = ["nan", "up", "down", "low"] as const;
export type MarkKind = (typeof markKinds)[number];
