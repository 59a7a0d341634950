import { z } from "zod";
import type { VariantStats } from "../../contract/records/deployments.ts";
import { assigner, isCandidate } from "../../engines/rollout/assignment.ts";
import { addLatency, latencyQuantile, type Latencies, noLatencies } from "../../engines/rollout/latencies.ts";
import type { Arm, PairedLosses } from "../../engines/rollout/verdict.ts";

/** What one version did since the rollout began; kept in memory, written down every second. */
export class Tally implements Arm {
  scored = 0;
  answered = 0;
  errors = 0;
  latencies: Latencies = noLatencies();

  /** `rows` were scored together in `ms`; null where none came of it, which says nothing about speed. */
  count(rows: number, errors: number, ms: number | null): void {
    this.scored += rows;
    this.errors += errors;
    if (rows > 0 && ms !== null) addLatency(this.latencies, ms / rows, rows);
  }

  stats(modelVersionId: string, labelled: number, loss: number | null): VariantStats {
    return {
      modelVersionId,
      answered: this.answered,
      shadowed: this.scored - this.answered,
      errors: this.errors,
      latencyP50Ms: latencyQuantile(this.latencies, 0.5),
      latencyP99Ms: latencyQuantile(this.latencies, 0.99),
      labelled,
      logLoss: labelled === 0 || loss === null ? null : loss / labelled,
    };
  }
}

const tallySchema = z.object({
  scored: z.number(),
  answered: z.number(),
  errors: z.number(),
  latencies: z.object({ counts: z.array(z.number()), total: z.number() }),
});
const comparisonSchema = z.object({
  baseline: tallySchema,
  candidate: tallySchema,
  losses: z
    .object({
      pairs: z.number(),
      baseline: z.number(),
      candidate: z.number(),
      differenceSquared: z.number(),
    })
    .nullable(),
  phase: z.object({ at: z.number(), scored: z.number() }),
});

/** When a phase began, and how many rows the candidate had scored by then. */
export interface PhaseStart {
  readonly at: number;
  readonly scored: number;
}

/** Baseline and candidate of one rollout, side by side: who is asked, and how both are doing. */
export class Comparison {
  readonly baseline = new Tally();
  readonly candidate = new Tally();
  /** Totals over the labelled rows that both scored; replaced whenever labels come. */
  losses: PairedLosses | null = null;
  /** Percent of the traffic that the candidate answers. */
  weight = 0;
  phase: PhaseStart;
  readonly #bucket: (unit: string) => number;

  constructor(rolloutId: string, startedAt: number) {
    this.phase = { at: startedAt, scored: 0 };
    this.#bucket = assigner(rolloutId);
  }

  isForCandidate(unit: string): boolean {
    return this.weight > 0 && isCandidate(this.#bucket(unit), this.weight);
  }

  newPhase(at: number): PhaseStart {
    return { at, scored: this.candidate.scored };
  }

  inPhase(now: number): { ms: number; predictions: number } {
    return { ms: now - this.phase.at, predictions: this.candidate.scored - this.phase.scored };
  }

  save(phase = this.phase): string {
    const { baseline, candidate, losses } = this;
    return JSON.stringify({ baseline, candidate, losses, phase });
  }

  restore(saved: string): void {
    const { baseline, candidate, losses, phase } = comparisonSchema.parse(JSON.parse(saved));
    Object.assign(this.baseline, baseline);
    Object.assign(this.candidate, candidate);
    this.losses = losses;
    this.phase = phase;
  }
}
