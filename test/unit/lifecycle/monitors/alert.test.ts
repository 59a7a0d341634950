import assert from "node:assert/strict";
import { test } from "node:test";
import { alertSchema, type Alert } from "../../../../src/contract/records/monitors.ts";
import { fire, hold, isOpen, moveAlert, raise, wasTold } from "../../../../src/lifecycle/monitors/alert.ts";
import { aReport, states } from "./a-report.ts";

const now = Date.UTC(2001, 1, 4);
const finding = {
  kind: "performance",
  summary: "ROC AUC fell.",
  metric: "rocAuc",
  value: 0.6,
  expected: 0.7,
} as const;
const alert = raise(finding, aReport(), now);
const of = (state: Alert["state"]): Alert => ({ ...alert, state });

test("an alert is raised firing, with its report, its window's end and what it is about", () => {
  assert.deepEqual(alertSchema.parse(alert), alert);
  assert.equal(alert.state, "firing");
  assert.equal(alert.reportId, "drp_1");
  assert.equal(alert.windowTo, aReport().to);
  assert.equal(alert.raisedAt, now);
});

test("a pending alert tells nobody until it fires, about the window of then", () => {
  const held = hold(finding, aReport(), now);
  assert.deepEqual(alertSchema.parse(held), held);
  assert.deepEqual([held.state, wasTold(held), wasTold(alert)], ["pending", false, true]);
  const later = aReport({ id: "drp_2", to: aReport().to + 5 });
  const fired = fire(held, { ...finding, value: 0.5 }, later, now + 9);
  assert.deepEqual(
    [fired.id, fired.state, fired.value, fired.reportId, fired.windowTo, fired.raisedAt, fired.firedAt],
    [held.id, "firing", 0.5, "drp_2", later.to, now, now + 9],
  );
  assert.throws(() => fire(moveAlert(alert, "resolved", now), finding, later, now), {
    code: "monitors/bad-transition",
  });
});

/** As design/architecture.md draws it: pending → firing → acknowledged → resolved, and resolved from any. */
const allowed = new Set([
  "pending>firing",
  "pending>resolved",
  "firing>acknowledged",
  "firing>resolved",
  "acknowledged>resolved",
]);

for (const from of states) {
  for (const to of states) {
    if (from === to) {
      test(`${from} again changes nothing`, () => {
        const same = of(from);
        assert.equal(moveAlert(same, to, now), same);
      });
    } else if (allowed.has(`${from}>${to}`)) {
      test(`${from} → ${to} is allowed and notes when`, () => {
        const moved = moveAlert(of(from), to, now + 5);
        assert.equal(moved.state, to);
        assert.equal(moved.acknowledgedAt, to === "acknowledged" ? now + 5 : null);
        assert.equal(moved.resolvedAt, to === "resolved" ? now + 5 : null);
      });
    } else {
      test(`${from} → ${to} is refused`, () => {
        assert.throws(() => moveAlert(of(from), to, now), {
          code: "monitors/bad-transition",
          message: `An alert that is ${from} cannot become ${to}.`,
        });
      });
    }
  }
}

test("resolving keeps when it was acknowledged", () => {
  const resolved = moveAlert(moveAlert(of("firing"), "acknowledged", 1), "resolved", 2);
  assert.deepEqual([resolved.acknowledgedAt, resolved.resolvedAt], [1, 2]);
});

test("only resolved is not open", () => {
  assert.deepEqual(
    states.filter((state) => isOpen(of(state))),
    ["pending", "firing", "acknowledged"],
  );
});
