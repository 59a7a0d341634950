/** What one sees when pointing at it, and where a click leads. */
interface Marked {
  readonly key: string;
  readonly tip: readonly string[];
  readonly to?: string | undefined;
}
export interface TimeLineBar extends Marked {
  readonly from: number;
  /** Null while it lasts. */
  readonly until: number | null;
  readonly label: string;
  /** Which colour of the series. */
  readonly colour: number;
}
export interface TimeLinePoint extends Marked {
  readonly at: number;
  readonly label: string;
  readonly shape: "circle" | "diamond" | "cross";
  readonly isFilled: boolean;
}
export interface TimeLineLane {
  readonly key: string;
  readonly label: string;
  readonly bars: readonly TimeLineBar[];
  readonly points: readonly TimeLinePoint[];
}
