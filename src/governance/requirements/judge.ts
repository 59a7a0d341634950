import type { Evaluation, Measured, Requirement, Slice } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** What became of one requirement: the part of an evidence row that follows from the evaluation. */
export interface Finding {
  readonly requirement: Requirement;
  /** The measured value, of the worst slice for a slice requirement; null when nothing was measured. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly sliceValue: string | null;
  readonly threshold: number;
  /** Distance inside the threshold; negative outside; null when nothing was measured. */
  readonly margin: number | null;
  readonly verdict: "passed" | "failed" | "warned";
}

/**
 * Checks each requirement against an evaluation. What was not measured is not met: a requirement that nobody
 * could check must not let a model pass. With `slice`, the slice with the smallest margin among those with at
 * least `minRows` rows decides. A requirement of severity `warn` that is not met is `warned`.
 */
export function judge(requirements: readonly Requirement[], evaluation: Evaluation): Finding[] {
  return requirements.map((requirement) => {
    const worst = candidates(requirement, evaluation)
      .map((candidate) => ({ ...candidate, ...bound(requirement, candidate.measured.value) }))
      .reduce<Judged | null>(
        (least, next) => (least === null || next.margin < least.margin ? next : least),
        null,
      );
    const met = worst !== null && worst.margin >= 0;
    return {
      requirement,
      value: worst?.measured.value ?? null,
      low: worst?.measured.low ?? null,
      high: worst?.measured.high ?? null,
      sliceValue: worst?.sliceValue ?? null,
      threshold: worst?.threshold ?? requirement.atLeast ?? requirement.atMost ?? missingBound(requirement),
      margin: worst?.margin ?? null,
      verdict: met ? "passed" : requirement.severity === "warn" ? "warned" : "failed",
    };
  });
}

interface Candidate {
  readonly sliceValue: string | null;
  readonly measured: Measured;
}
type Judged = Candidate & { readonly threshold: number; readonly margin: number };

function candidates(requirement: Requirement, evaluation: Evaluation): Candidate[] {
  if (requirement.slice === undefined) {
    const measured = evaluation.metrics[requirement.metric];
    return measured === undefined ? [] : [{ sliceValue: null, measured }];
  }
  const counts = (slice: Slice) =>
    slice.column === requirement.slice && slice.rows >= (requirement.minRows ?? 0);
  return evaluation.slices.filter(counts).flatMap((slice) => {
    const measured = slice.metrics[requirement.metric];
    return measured === undefined ? [] : [{ sliceValue: slice.value, measured }];
  });
}

/** Threshold and margin of a value; with both bounds, of the nearer one. */
function bound(requirement: Requirement, value: number): { threshold: number; margin: number } {
  const { atLeast, atMost } = requirement;
  const above = atLeast === undefined ? null : { threshold: atLeast, margin: value - atLeast };
  const below = atMost === undefined ? null : { threshold: atMost, margin: atMost - value };
  if (above !== null && below !== null) return above.margin <= below.margin ? above : below;
  return above ?? below ?? missingBound(requirement);
}

function missingBound(requirement: Requirement): never {
  throw fail("models/requirement-without-bound", { id: requirement.id });
}

/** One finding as a person would say it: `R1 rocAuc is 0.601, below 0.64 by 0.039`. */
export function explain(finding: Finding): string {
  const { requirement, value, threshold, margin, sliceValue } = finding;
  const where = sliceValue === null ? "" : ` at ${requirement.slice} ${sliceValue}`;
  const name = `${requirement.id} (${requirement.title})`;
  if (value === null || margin === null) {
    const slices =
      requirement.slice === undefined
        ? ""
        : ` for any ${requirement.slice} with ${requirement.minRows ?? 0} rows`;
    return `${name}: ${requirement.metric} was not measured${slices}`;
  }
  const side = margin >= 0 ? "inside" : threshold === requirement.atLeast ? "below" : "above";
  return `${name}: ${requirement.metric}${where} is ${show(value)}, ${side} ${show(threshold)} by ${show(Math.abs(margin))}`;
}

/** Four significant figures are enough for people; the evidence keeps them all. */
function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
