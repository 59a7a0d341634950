import assert from "node:assert/strict";
import { test } from "node:test";
import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { chosenOf, usualVersions } from "../../../web/models/compare/choose-versions.ts";
import { askedOf, fieldText, readTime } from "../../../web/models/history/moment.ts";

const now = Date.UTC(2026, 0, 31, 12);
const asked = (more: object) => askedOf({ at: "", from: "", to: "", kind: "", ...more }, now);

test("the address asks for now, a moment or a span, all in UTC", () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5);
  assert.deepEqual(asked({}), { kind: "moment", at: now, isNow: true });
  assert.deepEqual(asked({ at: "2026-01-02T03:04:05Z" }), { kind: "moment", at: time, isNow: false });
  assert.deepEqual(asked({ at: "2026-01-02T03:04:05" }), { kind: "moment", at: time, isNow: false });
  assert.deepEqual(asked({ at: "yesterday" }), { kind: "moment", at: now, isNow: true });
  assert.deepEqual(asked({ kind: "range" }), { kind: "range", from: 0, to: now });
  assert.deepEqual(asked({ from: "2026-01-02" }), { kind: "range", from: Date.UTC(2026, 0, 2), to: now });
  const turned = asked({ from: "2026-01-03", to: "2026-01-02" });
  assert.ok(turned.kind === "range" && turned.from <= turned.to, "a span never ends before it begins");
});

test("a time that a field shows is read back, to the second and finer", () => {
  for (const text of ["2026-01-02T03:04:05", "1999-12-31T23:59:59"]) {
    assert.equal(fieldText(readTime(text) ?? 0), text);
  }
  assert.equal(readTime("2026-01-02T03:04:05.678Z"), Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  for (const text of ["", "2026", "2026-13-40", "2026-01-02T99:00", "Z", "2026-01-02T03:04:05+02:00"]) {
    assert.equal(readTime(text), undefined, text);
  }
});

test("versions of the address are numbers, each once, and not too many", () => {
  assert.deepEqual(chosenOf("3,1,3,live,-2,,1e3,2"), [3, 1, 2]);
  assert.equal(chosenOf("1,2,3,4,5,6,7,8,9,10").length, 8);
});

test("unless chosen, the live version is held against the newest, or the newest two", () => {
  const versions = [3, 2, 1].map((version) => ({ version }) as RegisteredVersion);
  assert.deepEqual(usualVersions(versions, { live: 1 }, undefined), [1, 3]);
  assert.deepEqual(usualVersions(versions, { live: 3 }, undefined), [2, 3]);
  assert.deepEqual(usualVersions(versions, {}, undefined), [2, 3]);
  assert.deepEqual(usualVersions(versions, { live: 1 }, 2), [1, 2]);
  assert.deepEqual(usualVersions(versions, { live: 2 }, 2), [3, 2]);
  assert.deepEqual(usualVersions(versions.slice(2), { live: 1 }, undefined), [1]);
  assert.deepEqual(usualVersions([], {}, undefined), []);
});
