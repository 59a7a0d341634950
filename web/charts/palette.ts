/**
 * Okabe–Ito colours (https://jfly.uni-koeln.de/color/), adjusted per ground so that each has at least 3:1
 * against it. A series keeps its place, hence its colour, across pages.
 */
export const seriesColours = [
  "--series-1",
  "--series-2",
  "--series-3",
  "--series-4",
  "--series-5",
  "--series-6",
] as const;

/** Dashes tell series apart where colour does not. */
export const dashes = ["solid", "dashed", "dotted", "solid", "dashed", "dotted"] as const;

export interface Look {
  readonly series: readonly string[];
  readonly quiet: string;
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly surface: string;
  readonly ok: string;
  readonly attention: string;
  readonly failed: string;
}

/** The colours of the theme that is on, for what draws on a canvas. */
export function readLook(): Look {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: seriesColours.map(read),
    quiet: read("--series-quiet"),
    text: read("--text"),
    dim: read("--dim"),
    line: read("--line"),
    surface: read("--surface"),
    ok: read("--ok"),
    attention: read("--attention"),
    failed: read("--failed"),
  };
}
