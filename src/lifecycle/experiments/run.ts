import type { Energy, Run, RunArtifact } from "../../contract/records/experiments.ts";
import type { Json } from "../../kernel/json.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

/**
 * A run: `running → finished | failed | killed`. A run that belongs to a step goes back to `running`, emptied,
 * when another attempt of the step begins; otherwise what is closed stays closed.
 */
export type RunState = Run["state"];

export interface StartRun {
  readonly experiment: string;
  readonly name?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly datasetVersions?: readonly string[];
  readonly pipelineRunId?: string;
  /** A second start for the same step run takes up the first one's run, emptied. */
  readonly stepRunId?: string;
}

export interface FinishRun {
  readonly state: Exclude<RunState, "running">;
  readonly energy?: Energy;
  readonly artifacts?: readonly RunArtifact[];
}

/** A metric point; `at` is epoch milliseconds, now unless given. */
export interface LoggedPoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly at?: number;
}

/** Refuses to add to a run that is closed. */
export function requireOpen(run: { readonly id: string; readonly state: RunState }): void {
  if (run.state !== "running") throw fail("experiments/run-closed", { id: run.id, state: run.state });
}

/** Parameters as MLflow keeps them: text, nested ones by dotted key, absent and null ones left out. */
export function flatParams(params: Json, prefix = ""): Record<string, string> {
  if (params === null) return {};
  if (typeof params !== "object") return { [prefix]: String(params) };
  if (Array.isArray(params)) return { [prefix]: JSON.stringify(params) };
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(params as Record<string, Json | undefined>)) {
    if (value === undefined) continue;
    Object.assign(flat, flatParams(value, prefix === "" ? key : `${prefix}.${key}`));
  }
  return flat;
}
