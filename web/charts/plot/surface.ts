import Delaunator from "delaunator";

/** A place of the plane with what was measured there. */
export interface Measured {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}
/** Three corners. */
export type Triangle = readonly [Measured, Measured, Measured];

/** Part of the plane where z is between two levels. */
export interface Band {
  /** Of the levels: the place of the lower one. */
  readonly level: number;
  /** Corners in order, x and y. */
  readonly corners: readonly (readonly [number, number])[];
}

/**
 * The surface through scattered points: Delaunay triangles (Delaunay 1934; by the library delaunator), linear in each. It goes through every point, invents no
 * value outside their range, and says nothing beyond the outermost points. Points at one place are averaged first.
 * Which points are neighbours depends on how x and y are scaled: give both over the same range.
 * @returns the triangles, or why there is no surface
 */
export function surfaceOf(points: readonly Measured[]): readonly Triangle[] | "few" | "in-line" {
  const places = averaged(points);
  if (places.length < 4) return "few";
  const { triangles } = Delaunator.from(
    places,
    ({ x }) => x,
    ({ y }) => y,
  );
  const found: Triangle[] = [];
  for (let at = 0; at + 2 < triangles.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => places[triangles[at + corner] ?? -1]);
    if (a && b && c && Math.abs(doubleArea(a, b, c)) > 1e-9) found.push([a, b, c]);
  }
  return found.length === 0 ? "in-line" : found;
}

function averaged(points: readonly Measured[]): Measured[] {
  const groups = Map.groupBy(points, ({ x, y }) => `${x} ${y}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ x: first.x, y: first.y, z: group.reduce((sum, { z }) => sum + z, 0) / group.length }];
  });
}

function doubleArea(a: Measured, b: Measured, c: Measured): number {
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

/** The surface's z at a place; null outside of it. */
export function heightAt(surface: readonly Triangle[], x: number, y: number): number | null {
  const here: Measured = { x, y, z: 0 };
  for (const [a, b, c] of surface) {
    const whole = doubleArea(a, b, c);
    const u = doubleArea(here, b, c) / whole;
    const v = doubleArea(a, here, c) / whole;
    const w = 1 - u - v;
    if (u >= -1e-9 && v >= -1e-9 && w >= -1e-9) return u * a.z + v * b.z + w * c.z;
  }
  return null;
}

/**
 * The surface cut into bands between levels. In a linear triangle a band is a polygon, so nothing is sampled and the
 * bands are exact.
 * @param levels rising; the first not above, the last not below any z
 */
export function bandsOf(surface: readonly Triangle[], levels: readonly number[]): Band[] {
  const bands: Band[] = [];
  for (const triangle of surface) {
    const low = Math.min(...triangle.map(({ z }) => z));
    const high = Math.max(...triangle.map(({ z }) => z));
    for (let level = 0; level + 1 < levels.length; level++) {
      const [from, to] = [levels[level] ?? 0, levels[level + 1] ?? 0];
      const isLast = level + 2 === levels.length;
      if (high < from || low > to || (low === to && !isLast)) continue;
      const kept = cut(cut(triangle, from, 1), to, -1);
      if (kept.length >= 3) bands.push({ level, corners: kept.map(({ x, y }) => [x, y] as const) });
    }
  }
  return bands;
}

/** What of a polygon is on one side of a level (Sutherland and Hodgman 1974). */
function cut(polygon: readonly Measured[], level: number, sign: 1 | -1): Measured[] {
  const kept: Measured[] = [];
  for (const [at, here] of polygon.entries()) {
    const next = polygon[(at + 1) % polygon.length] ?? here;
    const [a, b] = [(here.z - level) * sign, (next.z - level) * sign];
    if (a >= 0) kept.push(here);
    if ((a > 0 && b < 0) || (a < 0 && b > 0)) {
      const share = a / (a - b);
      kept.push({
        x: here.x + share * (next.x - here.x),
        y: here.y + share * (next.y - here.y),
        z: level,
      });
    }
  }
  return kept;
}
