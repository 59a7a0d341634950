/**
 * Viridis (https://bids.github.io/colormap/, CC0) at nine even places: it rises evenly in lightness, also for people
 * who see few colours.
 */
const viridis = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

/** What of it can be told from the ground: its pale end is lost on white, its dark end on black. */
const parts = { light: [0, 0.84], dark: [0.26, 1] } as const;

/** The colour at a place from 0 to 1, as CSS has it. */
export function shadeAt(place: number, scheme: "light" | "dark"): string {
  const [from, to] = parts[scheme];
  const held = Math.min(1, Math.max(0, place));
  const at = (from + held * (to - from)) * (viridis.length - 1);
  const below = viridis[Math.floor(at)] ?? viridis[0];
  const above = viridis[Math.ceil(at)] ?? below;
  const share = at - Math.floor(at);
  const [r, g, b] = below.map((part, channel) =>
    Math.round(part + share * ((above[channel] ?? part) - part)),
  );
  return `rgb(${r} ${g} ${b})`;
}

/** A bar of it, from the least to the greatest. */
export function shadeBar(scheme: "light" | "dark"): string {
  const stops = Array.from({ length: 9 }, (_, at) => shadeAt(at / 8, scheme));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
