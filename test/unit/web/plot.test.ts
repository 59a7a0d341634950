import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, scaleOf, ticksOf, valueAt } from "../../../web/charts/plot/scale.ts";
import { shadeAt } from "../../../web/charts/plot/sequential.ts";
import { smooth } from "../../../web/charts/smooth.ts";
import {
  bandsOf,
  heightAt,
  type Measured,
  surfaceOf,
  type Triangle,
} from "../../../web/charts/plot/surface.ts";

test("a scale holds its numbers and what has no place gets none", () => {
  const linear = scaleOf([4, null, 2, Number.NaN, Number.POSITIVE_INFINITY, 12]);
  assert.deepEqual(linear, { kind: "linear", from: 2, to: 12 });
  assert.equal(placeOf(linear, 7), 0.5);
  assert.equal(placeOf(linear, null), null);
  const log = scaleOf([0, -3, 0.001, 10], "log");
  assert.deepEqual(log, { kind: "log", from: 0.001, to: 10 });
  assert.equal(placeOf(log, 0.1), 0.5);
  assert.equal(placeOf(log, 0), null);
  assert.equal(scaleOf([null, Number.NaN]), null);
  assert.equal(scaleOf([0, -1], "log"), null);
  for (const kind of ["linear", "log", "time"] as const) {
    const scale = scaleOf([3], kind);
    assert.ok(scale);
    assert.ok(scale.from < 3 && scale.to > 3, kind);
    for (const place of [0, 0.3, 1]) {
      assert.ok(Math.abs((placeOf(scale, valueAt(scale, place)) ?? -1) - place) < 1e-12, kind);
    }
  }
});

test("ticks are round numbers within the scale", () => {
  assert.deepEqual(ticksOf({ kind: "linear", from: 0, to: 1 }, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticksOf({ kind: "linear", from: -7, to: 13 }, 4), [-5, 0, 5, 10]);
  assert.deepEqual(ticksOf({ kind: "log", from: 0.0001, to: 0.1 }, 5), [0.0001, 0.001, 0.01, 0.1]);
  assert.deepEqual(ticksOf({ kind: "log", from: 2, to: 9 }, 4), [2, 4, 6, 8]);
  assert.deepEqual(ticksOf({ kind: "log", from: 1e-12, to: 1 }, 4), [1e-12, 1e-9, 1e-6, 1e-3, 1]);
  const minute = 60_000;
  assert.deepEqual(ticksOf({ kind: "time", from: 0, to: 3 * minute }, 3), [
    0,
    minute,
    2 * minute,
    3 * minute,
  ]);
});

test("the shades rise evenly in lightness, in either theme", () => {
  for (const scheme of ["light", "dark"] as const) {
    const lightness = Array.from({ length: 21 }, (_, at) => luminance(shadeAt(at / 20, scheme)));
    for (const [at, value] of lightness.entries()) {
      if (at > 0) assert.ok(value > (lightness[at - 1] ?? 1), `${scheme} ${at}`);
    }
  }
  assert.equal(shadeAt(0, "light"), "rgb(68 1 84)");
  assert.equal(shadeAt(7, "dark"), shadeAt(1, "dark"));
});

/** Relative luminance by WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [...colour.matchAll(/\d+/g)].map(([digits]) => {
    const part = Number(digits) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("a moving average starts at its first value and steps over what is missing", () => {
  assert.deepEqual(smooth([1, null, 2], 0), [1, null, 2]);
  const [first, none, second] = smooth([4, null, 8], 0.5);
  // by hand: (0.5 × 4) / 0.5 = 4; (0.5 × 2 + 0.5 × 8) / 0.75 = 20/3
  assert.equal(first, 4);
  assert.equal(none, null);
  assert.ok(Math.abs(Number(second) - 20 / 3) < 1e-12);
  for (const value of smooth([3, 3, 3, 3], 0.9)) assert.ok(Math.abs(Number(value) - 3) < 1e-12);
});

const plane = (x: number, y: number): Measured => ({ x, y, z: 2 * x - 3 * y + 1 });

/** Numbers from 0 to 1 that look random but are always the same (Lehmer 1951). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test("the surface through points of a plane is that plane, and is nowhere outside of them", () => {
  const next = sequence(7);
  const points = [plane(0, 0), plane(1, 0), plane(0, 1), plane(1, 1)];
  for (let at = 0; at < 60; at++) points.push(plane(next(), next()));
  const surface = surfaceOf(points);
  assert.ok(typeof surface !== "string");
  for (let at = 0; at < 200; at++) {
    const [x, y] = [next(), next()];
    assert.ok(Math.abs((heightAt(surface, x, y) ?? Number.NaN) - plane(x, y).z) < 1e-9);
  }
  assert.equal(heightAt(surface, 1.1, 0.5), null);
  assert.equal(heightAt(surface, -0.01, 0.5), null);
});

test("the surface goes through its points; those at one place are averaged", () => {
  const points = [
    plane(0, 0),
    plane(1, 0),
    plane(0, 1),
    plane(1, 1),
    { x: 0.4, y: 0.5, z: 10 },
    { x: 0.4, y: 0.5, z: 20 },
  ];
  const surface = surfaceOf(points);
  assert.ok(typeof surface !== "string");
  assert.ok(Math.abs((heightAt(surface, 0.4, 0.5) ?? 0) - 15) < 1e-9);
});

test("no surface is drawn through too few points or through a line", () => {
  assert.equal(surfaceOf([plane(0, 0), plane(1, 0), plane(0, 1)]), "few");
  assert.equal(surfaceOf([plane(0, 0), plane(0, 0), plane(1, 0), plane(0, 1)]), "few");
  const line = [0, 0.1, 0.35, 0.7, 1].map((x) => ({ x, y: 0.3 * x, z: x }));
  assert.equal(surfaceOf(line), "in-line");
});

test("bands cover the surface once, each where z is between its levels", () => {
  const next = sequence(11);
  const points = [0, 1].flatMap((x) => [0, 1].map((y) => ({ x, y, z: next() })));
  for (let at = 0; at < 40; at++) points.push({ x: next(), y: next(), z: next() });
  const surface = surfaceOf(points);
  assert.ok(typeof surface !== "string");
  const [low, high] = [Math.min(...points.map(({ z }) => z)), Math.max(...points.map(({ z }) => z))];
  const levels = Array.from({ length: 9 }, (_, at) => low + (at / 8) * (high - low));
  const bands = bandsOf(surface, levels);
  const total = bands.reduce((sum, { corners }) => sum + area(corners), 0);
  assert.ok(Math.abs(total - 1) < 1e-9, `the unit square is covered, ${total}`);
  for (const { level, corners } of bands) {
    if (area(corners) < 1e-6) continue;
    const x = corners.reduce((sum, corner) => sum + corner[0], 0) / corners.length;
    const y = corners.reduce((sum, corner) => sum + corner[1], 0) / corners.length;
    const z = heightAt(surface, x, y);
    assert.ok(z !== null && z >= (levels[level] ?? 0) - 1e-9 && z <= (levels[level + 1] ?? 0) + 1e-9);
  }
});

test("a flat surface is one band", () => {
  const flat: Triangle[] = [[0, 1, 2].map((at) => ({ x: at, y: at * at, z: 5 })) as unknown as Triangle];
  assert.deepEqual(
    bandsOf(flat, [5, 6, 7]).map(({ level }) => level),
    [0],
  );
});

/** Of a polygon, by the shoelace formula. */
function area(corners: readonly (readonly [number, number])[]): number {
  const doubled = corners.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = corners[(at + 1) % corners.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}
