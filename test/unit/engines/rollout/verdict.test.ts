import assert from "node:assert/strict";
import { test } from "node:test";
import { shareDifference, wilson } from "../../../../src/engines/rollout/intervals.ts";
import {
  addLatency,
  countAbove,
  latencyQuantile,
  noLatencies,
} from "../../../../src/engines/rollout/latencies.ts";
import { type Arm, judge, type Look } from "../../../../src/engines/rollout/verdict.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";

const all = ["errors", "latency", "logLoss"] as const;

function arm(scored: number, errors: number, latency: (i: number) => number = () => 0.02): Arm {
  const latencies = noLatencies();
  for (let i = 0; i < scored; i++) addLatency(latencies, latency(i));
  return { scored, errors, latencies };
}

function look(part: Partial<Look>): Look {
  return { baseline: arm(1_000, 0), candidate: arm(1_000, 0), losses: null, progress: 1, ...part };
}

/** Losses of `pairs` rows with this mean difference and a spread of 0.3, as two honest models have. */
function losses(pairs: number, difference: number): NonNullable<Look["losses"]> {
  const random = seededRandom(7);
  let sum = 0;
  let squared = 0;
  for (let i = 0; i < pairs; i++) {
    const d = difference + (i % 2 === 0 ? 1 : -1) * (0.25 + 0.1 * random.next());
    sum += d;
    squared += d * d;
  }
  return { pairs, baseline: 0.5 * pairs, candidate: 0.5 * pairs + sum, differenceSquared: squared };
}

// Newcombe 1998, "Interval estimation for the difference between independent proportions", Table II,
// method 10, 95 %: (a) 56/70 − 48/80 and (h) 10/10 − 0/10.
test("Newcombe's published intervals", () => {
  const a = shareDifference(wilson(48, 80, 1.959964), wilson(56, 70, 1.959964));
  assert.ok(Math.abs(a.low - 0.0524) < 5e-5 && Math.abs(a.high - 0.3339) < 5e-5);
  const h = shareDifference(wilson(0, 10, 1.959964), wilson(10, 10, 1.959964));
  assert.ok(Math.abs(h.low - 0.6075) < 5e-5 && h.high === 1);
});

test("quantiles are right within half a bin", () => {
  const of = noLatencies();
  for (let i = 1; i <= 10_000; i++) addLatency(of, i / 100);
  for (const q of [0.01, 0.5, 0.99]) {
    const exact = q * 100;
    assert.ok(Math.abs((latencyQuantile(of, q) ?? 0) / exact - 1) < 0.05, `${q}`);
  }
  assert.equal(latencyQuantile(noLatencies(), 0.5), null);
  assert.equal(countAbove(of, 1_000), 0);
});

test("equal models advance when the phase is over, and wait before", () => {
  assert.equal(judge(look({}), all).decision, "advance");
  assert.equal(judge(look({ progress: 0.99 }), all).decision, "wait");
});

test("a candidate that fails where the baseline does not is rolled back before the phase is over", () => {
  const judgement = judge(look({ candidate: arm(1_000, 40), progress: 0.2 }), all);
  assert.equal(judgement.decision, "roll-back");
  assert.match(judgement.reason, /4\.00 %/);
});

test("a few more errors are neither harm nor proof: it waits, then asks a person", () => {
  const unclear = look({ baseline: arm(1_000, 5), candidate: arm(1_000, 12) });
  assert.equal(judge(unclear, all).decision, "wait");
  assert.equal(judge({ ...unclear, progress: 5 }, all).decision, "pause");
});

test("a guardrail that is not kept on decides nothing", () => {
  assert.equal(judge(look({ candidate: arm(1_000, 40) }), ["latency"]).decision, "advance");
});

test("a slower candidate is rolled back only if people would notice", () => {
  const slow = look({ candidate: arm(1_000, 0, () => 20) });
  assert.equal(judge(slow, all).decision, "roll-back");
  // three times as slow, but by 40 µs
  const tiny = look({ candidate: arm(1_000, 0, () => 0.06) });
  assert.equal(judge(tiny, all).decision, "advance");
  // one hiccup in a thousand is not p99
  const hiccup = look({ candidate: arm(1_000, 0, (i) => (i === 500 ? 80 : 0.02)) });
  assert.equal(judge(hiccup, all).decision, "advance");
});

test("losses on the same rows decide once labels are there", () => {
  assert.equal(judge(look({ losses: losses(5_000, 0.06) }), all).decision, "roll-back");
  assert.equal(judge(look({ losses: losses(5_000, -0.06) }), all).decision, "advance");
  assert.equal(judge(look({ losses: losses(99, 0.9) }), all).decision, "advance", "too few to say");
  assert.equal(judge(look({ losses: losses(400, 0.02) }), all).decision, "wait");
});

test("two equal models with errors are rarely parted, over 20 looks", () => {
  // With both at 2 % errors the margin of 1 point is 2.3 standard errors of a 2,000-row look.
  let rolledBack = 0;
  const random = seededRandom(42);
  for (let trial = 0; trial < 300; trial++) {
    const errors = { baseline: 0, candidate: 0 };
    for (let at = 1; at <= 20; at++) {
      for (let i = 0; i < 100; i++) {
        if (random.next() < 0.02) errors.baseline++;
        if (random.next() < 0.02) errors.candidate++;
      }
      const scored = at * 100;
      const one = look({
        baseline: { scored, errors: errors.baseline, latencies: noLatencies() },
        candidate: { scored, errors: errors.candidate, latencies: noLatencies() },
      });
      if (judge(one, ["errors"]).decision !== "roll-back") continue;
      rolledBack++;
      break;
    }
  }
  assert.ok(rolledBack / 300 < 0.05, `${rolledBack} of 300`);
});
