import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../../src/kernel/hashing.ts";
import { canonicalJson, type Json } from "../../../src/kernel/json.ts";
import { seededRandom } from "../../../src/kernel/random.ts";

test("keys are sorted by UTF-16 code unit and white space vanishes (RFC 8785, section 3.2.3)", () => {
  // The example of the RFC, less the key that cannot stand in a file of ours.
  const value = {
    "€": "Euro Sign",
    "\r": "Carriage Return",
    "1": "One",
    "\u0080": "Control",
    "😀": "Smile",
    ö: "Latin",
  };
  const keys = Object.keys(JSON.parse(canonicalJson(value)) as object);
  assert.deepEqual(new Set(keys), new Set(Object.keys(value)));
  assert.match(
    canonicalJson(value),
    /^\{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin","€":"Euro Sign","😀"/,
  );
});

test("numbers are written as RFC 8785, appendix B, has them", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "0"],
    [5e-324, "5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [9007199254740992, "9007199254740992"],
    [295147905179352830000, "295147905179352830000"],
    [1e21, "1e+21"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
  ];
  for (const [value, text] of cases) assert.equal(canonicalJson(value), text);
  assert.throws(() => canonicalJson(Number.NaN), RangeError);
  assert.throws(() => canonicalJson([Number.POSITIVE_INFINITY]), RangeError);
});

test("whatever order members are written in, the text is one, and parsing gives the value back", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 300; round++) {
    const value = randomJson(random, 4);
    const text = canonicalJson(value);
    assert.equal(canonicalJson(shuffled(value, random)), text);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }
});

test("SHA-256 agrees with FIPS 180-2, appendix B.1", () => {
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

type Random = ReturnType<typeof seededRandom>;

function randomJson(random: Random, depth: number): Json {
  const kind = random.below(depth > 0 ? 6 : 4);
  if (kind === 0) return null;
  if (kind === 1) return random.next() < 0.5;
  if (kind === 2) return (random.next() - 0.5) * 10 ** random.below(30);
  if (kind === 3)
    return String.fromCodePoint(...Array.from({ length: random.below(5) }, () => 1 + random.below(0xd7fe)));
  const members = Array.from({ length: random.below(5) }, () => randomJson(random, depth - 1));
  return kind === 4
    ? members
    : Object.fromEntries(members.map((member, at) => [`k${random.below(1000)}-${at}`, member]));
}

function shuffled(value: Json, random: Random): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, random));
  const members = Object.entries(value as Record<string, Json>).sort(() => random.next() - 0.5);
  return Object.fromEntries(members.map(([key, member]) => [key, shuffled(member, random)]));
}
