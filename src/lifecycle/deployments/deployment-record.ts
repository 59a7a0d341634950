import type { RolloutSpec } from "../../contract/project/schema.ts";
import type { Deployment, Rollout, Variant, Verdict } from "../../contract/records/deployments.ts";
import type { Comparison } from "./comparison.ts";
import type { DeploymentRow, KeptRollout } from "./deployment-store.ts";
import { weightOf } from "./rollout.ts";

/** The verdicts kept with a rollout, newest last. */
const verdictsKept = 50;

/** A deployment as the world sees it. */
export function deploymentRecord(
  row: DeploymentRow,
  kept: KeptRollout | null,
  spec: RolloutSpec,
  counts: { readonly answered: number; readonly errors: number },
): Deployment {
  const weight = kept === null ? 0 : weightOf(kept.rollout, spec);
  const variants: Variant[] = [];
  const { live_version_id: liveId, live_model: model, live_version: version } = row;
  if (liveId !== null && model !== null && version !== null) {
    variants.push({ role: "live", model, version, modelVersionId: liveId, weight: 100 - weight });
  }
  if (kept !== null) {
    const role = weight > 0 ? "candidate" : "shadow";
    const { model, version, rollout } = kept;
    variants.push({ role, model, version, modelVersionId: rollout.candidate, weight });
  }
  return {
    id: row.id,
    name: row.name,
    state: kept !== null ? "rolling-out" : liveId === null ? "empty" : "serving",
    variants,
    rollout: kept?.rollout ?? null,
    answered: counts.answered,
    errors: counts.errors,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** What both versions did, as a verdict states it. */
export function figures(rollout: Rollout, of: Comparison): Pick<Verdict, "baseline" | "candidate"> {
  const labelled = of.losses?.pairs ?? 0;
  const { baseline, candidate } = rollout;
  return {
    baseline: baseline === null ? null : of.baseline.stats(baseline, labelled, of.losses?.baseline ?? null),
    candidate: of.candidate.stats(candidate, labelled, of.losses?.candidate ?? null),
  };
}

/** The rollout with one more verdict; of several `wait` in a row only the last is kept. */
export function withVerdict(rollout: Rollout, verdict: Verdict): Rollout {
  const isRepeated = verdict.decision === "wait" && rollout.verdicts.at(-1)?.decision === "wait";
  const before = isRepeated ? rollout.verdicts.slice(0, -1) : rollout.verdicts;
  return { ...rollout, verdicts: [...before, verdict].slice(-verdictsKept) };
}
