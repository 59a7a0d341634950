import { shareDifference, wilson } from "./intervals.ts";
import { countAbove, latencyQuantile, type Latencies } from "./latencies.ts";

/** What is known of one model of a rollout, since the rollout began. Sums only, so that looks can be repeated. */
export interface Arm {
  /** Rows it was asked to score, answered or shadowed. */
  readonly scored: number;
  /** Rows which it alone failed on: a row that no model can read is the caller's error, not the model's. */
  readonly errors: number;
  readonly latencies: Latencies;
}

/**
 * Losses of both models on the same labelled rows: log loss, or squared error for a regression. Differences
 * are candidate − baseline; the sums give their mean and variance.
 */
export interface PairedLosses {
  readonly pairs: number;
  readonly baseline: number;
  readonly candidate: number;
  readonly differenceSquared: number;
}

export type Guardrail = "errors" | "latency" | "logLoss";

/** One look at a rollout. */
export interface Look {
  readonly baseline: Arm;
  readonly candidate: Arm;
  readonly losses: PairedLosses | null;
  /** How much of the present phase is done: 1 when its predictions and its time are there, above 1 beyond. */
  readonly progress: number;
}

export type Standing = "harmed" | "fine" | "unclear" | "unknown";
export interface Finding {
  readonly guardrail: Guardrail;
  readonly standing: Standing;
  /** One sentence with the figures. */
  readonly text: string;
}
export interface Judgement {
  readonly decision: "wait" | "advance" | "pause" | "roll-back";
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** How much worse than the baseline a candidate may be and still pass for no worse. */
export interface Margins {
  /** Share of rows failed on, as a difference. */
  readonly errors: number;
  /** Ratio of p99 latencies, … */
  readonly latencyRatio: number;
  /** … and the least difference in ms that matters to anyone. */
  readonly latencyMs: number;
  /** Loss, as a share of the baseline's. */
  readonly loss: number;
}

export const margins: Margins = { errors: 0.01, latencyRatio: 1.5, latencyMs: 2, loss: 0.02 };

/** One-sided 99 %. */
const z = 2.326;
/** Below this many, latency and loss are not judged. */
const fewest = 100;
/** A phase that is still unclear after this many times its length waits for a person. */
const patience = 5;

/**
 * A simple non-inferiority verdict, guardrail by guardrail, at one-sided 99 %:
 * harmed — the interval of the difference lies wholly above the margin: roll back, at any time;
 * fine — the interval lies below the margin, or what was observed is no worse than the baseline;
 * unclear — neither; the phase goes on, and after five times its length a person is asked;
 * unknown — too little to say (fewer than 100 rows or labelled pairs): holds nothing up.
 * When the phase is over and no guardrail is unclear, the rollout advances.
 *
 * The test is repeated at each look without correction. The margins keep false alarms of equal models rare,
 * but there is no proof; always-valid statistics replace this function behind the same signature.
 */
export function judge(look: Look, keepOn: readonly Guardrail[], allowed: Margins = margins): Judgement {
  const findings = keepOn.map((guardrail) => examine[guardrail](look, allowed));
  const harmed = findings.find(({ standing }) => standing === "harmed");
  if (harmed) return { decision: "roll-back", reason: harmed.text, findings };
  if (look.progress < 1) return { decision: "wait", reason: "the phase is not over", findings };
  const unclear = findings.find(({ standing }) => standing === "unclear");
  if (unclear === undefined) {
    const known = findings.filter(({ standing }) => standing === "fine").map(({ text }) => text);
    return { decision: "advance", reason: known.join("; ") || "nothing speaks against it", findings };
  }
  return look.progress >= patience
    ? { decision: "pause", reason: `inconclusive: ${unclear.text}`, findings }
    : { decision: "wait", reason: `not clear yet: ${unclear.text}`, findings };
}

const examine: Record<Guardrail, (look: Look, allowed: Margins) => Finding> = {
  errors({ baseline, candidate }, allowed) {
    const guardrail = "errors";
    if (baseline.scored === 0 || candidate.scored === 0) return unknown(guardrail, "nothing was scored");
    const before = wilson(baseline.errors, baseline.scored, z);
    const now = wilson(candidate.errors, candidate.scored, z);
    const difference = shareDifference(before, now);
    const text = `it fails on ${percent(now.share)} of rows, the baseline on ${percent(before.share)}`;
    if (difference.low > allowed.errors) return { guardrail, standing: "harmed", text };
    const isFine = difference.high <= allowed.errors || now.share <= before.share;
    return { guardrail, standing: isFine ? "fine" : "unclear", text };
  },

  /** More than 1 % of the candidate's answers slower than the limit means that its p99 is above the limit. */
  latency({ baseline, candidate }, allowed) {
    const guardrail = "latency";
    const before = latencyQuantile(baseline.latencies, 0.99);
    const now = latencyQuantile(candidate.latencies, 0.99);
    const isFew = Math.min(baseline.latencies.total, candidate.latencies.total) < fewest;
    if (before === null || now === null || isFew) return unknown(guardrail, "too few answers to time");
    const limit = Math.max(before * allowed.latencyRatio, before + allowed.latencyMs);
    const slow = wilson(countAbove(candidate.latencies, limit), candidate.latencies.total, z);
    const text = `its p99 is ${show(now)} ms, the baseline's ${show(before)} ms`;
    if (slow.low > 0.01) return { guardrail, standing: "harmed", text };
    return { guardrail, standing: slow.share <= 0.01 ? "fine" : "unclear", text };
  },

  logLoss({ losses }, allowed) {
    const guardrail = "logLoss";
    if (losses === null || losses.pairs < fewest) return unknown(guardrail, "too few labels have arrived");
    const n = losses.pairs;
    const mean = (losses.candidate - losses.baseline) / n;
    const variance = Math.max(0, (losses.differenceSquared - n * mean * mean) / (n - 1));
    const error = Math.sqrt(variance / n);
    const margin = Math.max((losses.baseline / n) * allowed.loss, 1e-9);
    const text = `its loss is ${show(losses.candidate / n)}, the baseline's ${show(losses.baseline / n)}, on ${n} labelled rows`;
    if (mean - z * error > margin) return { guardrail, standing: "harmed", text };
    const isFine = mean + z * error <= margin || mean <= 0;
    return { guardrail, standing: isFine ? "fine" : "unclear", text };
  },
};

function unknown(guardrail: Guardrail, text: string): Finding {
  return { guardrail, standing: "unknown", text };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function show(value: number): string {
  return value.toPrecision(3);
}
