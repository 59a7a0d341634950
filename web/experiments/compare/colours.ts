import type { Look } from "../../charts/palette.ts";
import { shadeAt } from "../../charts/plot/sequential.ts";
import type { Axis } from "./axis.ts";

/** Up to here each run has a colour of its own. */
export const mostOwnColours = 12;

export type Scheme = "light" | "dark";

export interface Colouring {
  /** By run, as CSS has it. */
  readonly colours: readonly string[];
  /** By run: the dashes of its line, so that it is told apart without colour. */
  readonly dashes: readonly (readonly number[])[];
  /** What the colours mean; null when each run has its own. */
  readonly axis: Axis | null;
  /** For categories: each with its colour. */
  readonly categories: readonly { readonly name: string; readonly colour: string }[];
}

const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];

/** Runs by their places in the address, so that a run has the same colour in every chart and after a reload. */
export function ownColours(runs: number, look: Look): Colouring {
  const places = Array.from({ length: runs }, (_, at) => at);
  const many = look.series.length;
  return {
    colours: places.map((at) => look.series[at % many] ?? look.text),
    dashes: places.map((at) => dashes[Math.floor(at / many) % dashes.length] ?? []),
    axis: null,
    categories: [],
  };
}

/** Numbers in the shades of one scale, categories in a few colours; grey is what has no value or no colour left. */
export function coloursBy(axis: Axis, look: Look, scheme: Scheme): Colouring {
  const none = axis.places.map(() => [] as readonly number[]);
  if (axis.scale !== null || axis.categories.length === 0) {
    const colours = axis.places.map((place) => (place === null ? look.quiet : shadeAt(place, scheme)));
    return { colours, dashes: none, axis, categories: [] };
  }
  const colourOf = new Map(axis.categories.map((name, at) => [name, look.series[at] ?? look.quiet]));
  const colours = axis.values.map((value) => colourOf.get(String(value)) ?? look.quiet);
  const categories = axis.categories.map((name) => ({ name, colour: colourOf.get(name) ?? look.quiet }));
  return { colours, dashes: none, axis, categories };
}
