import { randomBytes } from "node:crypto";
import type { Energy, ProgramRuntime, RunState } from "../../../contract/records/experiments.ts";
import type { Json } from "../../../kernel/json.ts";
import type { LoggedInput } from "../logging/log-inputs.ts";

/**
 * A run: `running → finished | failed | killed`, or `scheduled` before it runs; a client may open it again. A run
 * that belongs to a step goes back to `running`, emptied, when another attempt of the step begins. A deleted run
 * takes nothing more until it is restored.
 */
export type { RunState };

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** A run of a pipeline's step. */
export interface StartRun {
  /** Name of the experiment, made when it is the first. */
  readonly experiment: string;
  readonly name?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly datasetVersions?: readonly string[];
  readonly inputs?: readonly LoggedInput[];
  readonly pipelineRunId?: string;
  /** A second start for the same step run takes up the first one's run, emptied. */
  readonly stepRunId?: string;
}

/** A run of a client, in an experiment by its id, or by its name: made when it is the first. */
export interface CreateRun {
  readonly experimentId?: string | undefined;
  readonly experiment?: string | undefined;
  /** Chosen by a client that may have to repeat the call: 32 hexadecimal digits. */
  readonly id?: string | undefined;
  /** Default: the tag `mlflow.runName`, or a made-up name. */
  readonly name?: string | undefined;
  readonly user?: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly tags?: readonly KeyValue[];
}

/** What is not given stays as it is. */
export interface UpdateRun {
  readonly state?: RunState | undefined;
  readonly finishedAt?: number | undefined;
  readonly name?: string | undefined;
  readonly energy?: Energy | undefined;
  /** What its program turned out to run on. */
  readonly runtime?: ProgramRuntime | undefined;
}

/** A metric point; `at` is epoch milliseconds. */
export interface LoggedPoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly at: number;
  /** The logged model that was measured, and on what. */
  readonly modelId?: string | undefined;
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** All of it is kept, or nothing. */
export interface LogBatch {
  readonly metrics?: readonly LoggedPoint[];
  readonly params?: readonly KeyValue[];
  readonly tags?: readonly KeyValue[];
}

/** The tag that MLflow's clients keep the name under. */
export const runNameTag = "mlflow.runName";

/** The tag under which MLflow's clients look for the commit of the code. */
export const commitTag = "mlflow.source.git.commit";

/** A new id: 48 bits of time and 80 random bits, so that ids rise with time; 32 digits, as MLflow's are. */
export function newRunId(now: number, random: Buffer = randomBytes(10)): string {
  return Math.floor(now).toString(16).padStart(12, "0") + random.toString("hex");
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
