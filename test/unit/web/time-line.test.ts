import assert from "node:assert/strict";
import { test } from "node:test";
import type { Promotion, RegisteredVersion, Tenure } from "../../../src/contract/records/models.ts";
import { momentOf, moved, packed, placeOf, within, zoomed } from "../../../web/charts/time-line/scale.ts";
import { timeTicks, utcText, writeTick } from "../../../web/charts/time-line/ticks.ts";
import { lanesOf } from "../../../web/models/time-line/lanes.ts";

const day = 86_400_000;

test("ticks are few, evenly apart, and days begin at midnight", () => {
  for (const span of [1_000, 60_000, 3_600_000, day, 40 * day, 4_000 * day, 100_000 * day]) {
    const from = Date.UTC(2026, 0, 3, 7, 11, 13);
    const { at, step } = timeTicks(from, from + span, 8);
    assert.ok(at.length >= 1 && at.length <= 9, `${span}: ${at.length}`);
    for (const [index, tick] of at.entries()) {
      assert.ok(tick >= from && tick <= from + span);
      assert.equal(tick % step, 0);
      if (index > 0) assert.equal(tick - (at[index - 1] ?? 0), step);
    }
  }
  assert.equal(writeTick("en", 1_000)(Date.UTC(2026, 0, 3, 7, 11, 13)), "07:11:13");
  assert.equal(writeTick("en", 3_600_000)(Date.UTC(2026, 0, 3)), "Jan 3");
  assert.equal(writeTick("en", 30 * day)(Date.UTC(2026, 0, 3)), "Jan 2026");
  assert.equal(utcText(Date.UTC(2026, 0, 3, 7, 11, 13, 999)), "2026-01-03 07:11:13 UTC");
});

test("a place and its moment are each other's inverse; zoom and move stay within the whole", () => {
  const whole = { from: 0, to: 100_000 };
  assert.equal(placeOf(25_000, whole, 400), 100);
  assert.equal(momentOf(100, whole, 400), 25_000);
  assert.deepEqual(zoomed(whole, 0.5, whole), { from: 25_000, to: 75_000 });
  assert.deepEqual(zoomed({ from: 0, to: 60_000 }, 2, whole), whole);
  assert.deepEqual(moved({ from: 25_000, to: 75_000 }, -0.5, whole), { from: 0, to: 50_000 });
  assert.deepEqual(moved({ from: 25_000, to: 75_000 }, -5, whole), { from: 0, to: 50_000 });
  assert.deepEqual(within({ from: 90_000, to: 190_000 }, whole), whole);
  const narrow = zoomed({ from: 50_000, to: 50_100 }, 0.5, whole);
  assert.ok(narrow.to - narrow.from >= 1_000, "never nearer than a second");
});

test("bars of one row do not overlap, until the rows are used up", () => {
  const bars = [
    [0, 10],
    [2, 5],
    [5, 8],
    [6, 9],
    [10, 12],
  ].map(([from = 0, to = 0]) => ({ from, to }));
  assert.deepEqual(packed(bars, 4), [0, 1, 1, 2, 0]);
  assert.deepEqual(packed(bars, 2), [0, 1, 1, 1, 0]);
});

const words = {
  versions: "Versions",
  stage: (name: string) => `Stage ${name}`,
  tenure: ({ reason }: Tenure) => [reason],
  end: ({ reason }: Promotion) => [reason],
  version: ({ version }: RegisteredVersion) => [`v${version}`],
};
const tenure = (seq: number, alias: string, version: number, from: number, until: number | null): Tenure => ({
  seq,
  model: "delays",
  kind: /^[A-Z]/.test(alias) ? "stage" : "alias",
  alias,
  version,
  from,
  until,
  by: "ana",
  reason: `seq ${seq}`,
  evidence: [],
});
const end = (seq: number, alias: string, at: number): Promotion => ({
  seq,
  model: "delays",
  kind: "alias",
  alias,
  fromVersion: 1,
  toVersion: null,
  by: "ana",
  reason: `seq ${seq}`,
  evidence: [],
  at,
});
const version = (number: number, more: Partial<RegisteredVersion> = {}): RegisteredVersion => ({
  id: `mdv_${number}`,
  model: "delays",
  version: number,
  source: "",
  artifactRoot: "",
  runId: null,
  modelId: null,
  runLink: null,
  description: null,
  tags: {},
  aliases: [],
  stage: "None",
  createdBy: "ana",
  isPackage: false,
  createdAt: number,
  updatedAt: number,
  ...more,
});

test("each alias and stage has a lane: live, then what stands, then what stands no more", () => {
  const lanes = lanesOf(
    {
      versions: [version(2, { isPackage: true, aliases: ["live"] }), version(1)],
      tenures: [
        tenure(1, "old", 1, 10, 40),
        tenure(2, "live", 1, 20, 30),
        tenure(3, "live", 2, 30, null),
        tenure(5, "Production", 2, 50, null),
        tenure(6, "None", 1, 60, null),
        tenure(7, "champion", 2, 70, null),
      ],
      promotions: [end(4, "old", 40)],
      since: 15,
    },
    words,
  );
  assert.deepEqual(
    lanes.map(({ label }) => label),
    ["Versions", "live", "champion", "Stage Production", "old"],
  );
  const [points, live, , , old] = lanes;
  assert.deepEqual(
    points?.points.map(({ key, shape, isFilled }) => [key, shape, isFilled]),
    [
      ["1", "diamond", false],
      ["2", "circle", true],
    ],
  );
  assert.deepEqual(
    live?.bars.map(({ label, from, until, to }) => [label, from, until, to]),
    [
      ["v1", 20, 30, "/models/delays/1"],
      ["v2", 30, null, "/models/delays/2"],
    ],
  );
  assert.equal(old?.bars[0]?.to, undefined, "of an earlier model of this name there is no page");
  assert.deepEqual(
    old?.points.map(({ at, shape }) => [at, shape]),
    [[40, "cross"]],
  );
});
