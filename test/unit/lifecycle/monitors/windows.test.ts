import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { windowOf, windowsBetween } from "../../../../src/lifecycle/monitors/windows.ts";

const at = (text: string) => Date.parse(`${text}Z`);
const shown = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((time) => new Date(time).toISOString().slice(0, 16)).join("/");

// Worked out with a calendar; 2024-01-01 was a Monday.
const windows: [every: string, moment: string, window: string][] = [
  ["1mo", "2001-02-14T12:00", "2001-02-01T00:00/2001-03-01T00:00"],
  ["1mo", "2004-02-29T23:59", "2004-02-01T00:00/2004-03-01T00:00"],
  ["1mo", "2001-12-31T23:59", "2001-12-01T00:00/2002-01-01T00:00"],
  ["3mo", "2001-05-31T00:00", "2001-04-01T00:00/2001-07-01T00:00"],
  ["12mo", "2001-05-31T00:00", "2001-01-01T00:00/2002-01-01T00:00"],
  ["1mo", "1969-12-31T23:59", "1969-12-01T00:00/1970-01-01T00:00"],
  ["1w", "2024-01-07T23:59", "2024-01-01T00:00/2024-01-08T00:00"],
  ["1w", "2024-01-08T00:00", "2024-01-08T00:00/2024-01-15T00:00"],
  ["1w", "1969-12-31T00:00", "1969-12-29T00:00/1970-01-05T00:00"],
  ["1d", "2001-01-08T00:00", "2001-01-08T00:00/2001-01-09T00:00"],
  ["1d", "1969-12-31T23:59", "1969-12-31T00:00/1970-01-01T00:00"],
  ["6h", "2001-01-08T17:59", "2001-01-08T12:00/2001-01-08T18:00"],
  ["15m", "2001-01-08T17:59", "2001-01-08T17:45/2001-01-08T18:00"],
];

for (const [every, moment, window] of windows) {
  test(`the window of ${every} that holds ${moment} is ${window}`, () => {
    assert.equal(shown(windowOf(every, at(moment))), window);
  });
}

const lengths = ["15m", "1h", "1d", "3d", "1w", "2w", "1mo", "2mo", "3mo", "12mo"];

test("a window holds its moment, and every moment of it has the same window: law over 2,000 moments", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 2_000; round++) {
    const every = lengths[random.below(lengths.length)] as string;
    const moment = Math.floor((random.next() * 90 - 30) * 365.25 * 86_400_000);
    const window = windowOf(every, moment);
    assert.ok(window.from <= moment && moment < window.to, `${every} at ${moment}`);
    for (const inside of [window.from, window.to - 1]) assert.deepEqual(windowOf(every, inside), window);
    assert.equal(windowOf(every, window.to).from, window.to, "half open: the end begins the next");
    assert.equal(windowOf(every, window.from - 1).to, window.from);
  }
});

test("windows between two moments leave no gap, do not overlap and have all ended: law over 200 stretches", () => {
  const random = seededRandom(11);
  for (let round = 0; round < 200; round++) {
    const every = lengths[random.below(lengths.length)] as string;
    const from = at("1999-12-20T00:00") + Math.floor(random.next() * 400 * 86_400_000);
    const length = windowOf(every, from).to - windowOf(every, from).from;
    const until = from + Math.floor(random.next() * 12 * length);
    const between = [...windowsBetween(every, from, until)];
    between.forEach((window, k) => {
      if (k > 0) assert.equal(window.from, between[k - 1]?.to);
    });
    const [first] = between;
    if (first !== undefined) assert.ok(first.from <= from && from < first.to);
    const end = between.at(-1)?.to ?? windowOf(every, from).from;
    assert.ok(end <= until || between.length === 0);
    assert.ok(windowOf(every, end).to > until, "the next one has not ended");
  }
});

test("a window that ends at the very moment has ended", () => {
  const days = (until: string) => [...windowsBetween("1d", at("2001-01-08T05:00"), at(until))].map(shown);
  assert.deepEqual(days("2001-01-08T23:59"), []);
  assert.deepEqual(days("2001-01-09T00:00"), ["2001-01-08T00:00/2001-01-09T00:00"]);
});

test("moments that no calendar has give no windows rather than endless ones", () => {
  assert.deepEqual([...windowsBetween("1mo", 8.64e15 + 1, Number.MAX_SAFE_INTEGER)], []);
});
