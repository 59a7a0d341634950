import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsOf } from "../../../web/i18n/formats.ts";

/** Expected texts are those of CLDR 48 as Intl of Node 24 holds it, with its no-break spaces made plain. */
const plain = (text: string) => text.replaceAll(/[  ]/g, " ");
const en = formatsOf("en");
const pt = formatsOf("pt-BR");

test("numbers are written as the language does", () => {
  assert.equal(en.integer(1_476_993), "1,476,993");
  assert.equal(pt.integer(1_476_993), "1.476.993");
  assert.equal(pt.score(0.6571), "0,657");
  assert.equal(en.percent(0.2051), "20.5%");
});

test("a metric keeps three decimals below 1, so that a column can be compared", () => {
  assert.deepEqual([0.34, 0.0401, 12.345].map(en.measure), ["0.340", "0.040", "12.3"]);
});

test("what is very small stays short", () => {
  assert.equal(en.number(1.234e-10), "1.23E-10");
  assert.equal(en.number(0), "0");
  assert.deepEqual([3e-40, 0.0412].map(pt.pValue), ["< 0,001", "= 0,041"]);
});

test("sizes and durations take the unit that keeps them short", () => {
  assert.deepEqual([0, 999, 5_400_000].map(en.bytes).map(plain), ["0 bytes", "999 bytes", "5.4 MB"]);
  assert.deepEqual([0.21, 19_000, 5_400_000].map(en.duration).map(plain), ["210 μs", "19 sec", "1.5 hr"]);
});

test("event time is UTC, whatever the zone of the reader", () => {
  assert.equal(plain(en.moment(Date.UTC(2001, 0, 31, 23, 59))), "Jan 31, 2001, 11:59 PM");
  assert.equal(en.relative(1_000, 61_000 * 60), "1 hr. ago");
});
