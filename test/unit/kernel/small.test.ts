import assert from "node:assert/strict";
import { test } from "node:test";
import { durationMs } from "../../../src/kernel/duration.ts";
import { asPrumoError, fail, PrumoError } from "../../../src/kernel/errors/prumo-error.ts";
import { contentId, idPrefixes, newId } from "../../../src/kernel/ids.ts";
import { nearest } from "../../../src/kernel/nearest.ts";
import { seededRandom } from "../../../src/kernel/random.ts";

test("ids sort as their times do, whatever the random bits", () => {
  const random = seededRandom(5);
  const times = Array.from({ length: 500 }, () => random.below(2 ** 31) * 2 ** 11);
  times.push(0, 1, 31, 32, Date.UTC(2026, 0, 1), 2 ** 48 - 1);
  const bits = (value: number) => Buffer.alloc(9, value);
  const ids = times.map((time) => ({ time, id: newId("run", time, bits(random.below(256))) }));
  const byId = ids.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ time }) => time);
  assert.deepEqual(
    byId,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(newId("run", 1_000, bits(255)) < newId("run", 1_001, bits(0)));
});

test("an id carries its kind and is safe in paths and addresses", () => {
  for (const kind of Object.keys(idPrefixes) as (keyof typeof idPrefixes)[]) {
    assert.match(newId(kind), new RegExp(`^${idPrefixes[kind]}_[0-9a-v]{10}[0-9a-f]{18}$`));
    assert.equal(contentId(kind, "ab".repeat(32)), `${idPrefixes[kind]}_${"ab".repeat(16)}`);
  }
  assert.equal(new Set(Object.values(idPrefixes)).size, Object.keys(idPrefixes).length);
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId("run", 7))).size, 10_000);
});

test("nearest finds the slip of a finger and nothing far away", () => {
  const known = ["distance", "destination", "origin", "delay"];
  const cases: [written: string, found: string | undefined][] = [
    ["distnace", "distance"],
    ["Origin", "origin"],
    ["orign", "origin"],
    ["dleay", "delay"],
    ["destinations", "destination"],
    ["xyzxyzxyz", undefined],
    ["", undefined],
  ];
  for (const [written, found] of cases) assert.equal(nearest(written, known), found, written);
  // Levenshtein (1966): kitten and sitting are 3 apart, kitten and mitten 1.
  assert.equal(nearest("kitten", ["sitting", "mitten"]), "mitten");
  assert.equal(nearest("anything", []), undefined);
});

test("durations are read to the millisecond; what has no fixed length is refused", () => {
  const cases: [text: string, ms: number][] = [
    ["0ms", 0],
    ["500ms", 500],
    ["10m", 600_000],
    ["2h", 7_200_000],
    ["14d", 14 * 86_400_000],
    ["1w", 7 * 86_400_000],
  ];
  for (const [text, ms] of cases) assert.equal(durationMs(text), ms, text);
  for (const text of ["1mo", "1.5h", "-1d", "10", "d", "1 d", ""])
    assert.throws(() => durationMs(text), RangeError);
});

test("an error fills lists, numbers and what is missing into its sentences", () => {
  const error = fail("deployments/unknown", { deployment: "delays", known: ["a", "b"] });
  assert.equal(error.message, "There is no deployment delays.");
  assert.match(error.repair, /use one of: a, b\./);
  assert.deepEqual([error.status, error.exit], [404, 1]);
  assert.equal(
    fail("server/port-busy", { host: "::1", port: 80 }).message,
    "Port 80 of ::1 is taken by another program.",
  );
  assert.match(new PrumoError("server/port-busy", {}).message, /Port \? of \? is taken/);
});

test("the values of details are text, never placeholders or patterns of their own", () => {
  const { message } = fail("server/no-route", { method: "{path}", path: "$& $1 {method}" });
  assert.equal(message, "There is no {path} $& $1 {method}.");
});

test("whatever is thrown becomes an error that keeps it as its cause", () => {
  for (const thrown of [new TypeError("bad"), "text", 7, undefined, null]) {
    const error = asPrumoError(thrown);
    assert.equal(error.code, "kernel/unexpected");
    if (thrown !== undefined) assert.equal(error.cause, thrown);
  }
});
