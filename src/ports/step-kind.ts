import type { z } from "zod";
import type { StepValue } from "../contract/records/pipelines.ts";
import type { Json } from "../kernel/json.ts";
import type { BlobStore } from "./blob-store.ts";
import type { TableEngine } from "./table-engine.ts";

export type StepValues = { readonly [name: string]: StepValue };

/** What a working step may use. No MetaStore: a step is a function of its parameters and inputs. */
export interface StepTools {
  readonly blobs: BlobStore;
  readonly tables: TableEngine;
  /**
   * An empty folder of this attempt, removed afterwards. Process groups whose leaders are listed in its file
   * `.processes` (kernel `processIdentity`, one per line) are ended with the attempt, however it ends.
   */
  readonly scratch: string;
  readonly projectDir: string;
  /** Variables for programs that the step starts: where they log to, and to which run. */
  readonly environment: Readonly<Record<string, string>>;
  /** Threads the step may use. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** 0–1, and what is being done, as a person would say it. */
  progress(fraction: number, message: string): void;
  log(level: "debug" | "info" | "warn" | "error", text: string): void;
  metric(key: string, value: number, step: number): void;
  /** A fact for the recorder of this kind: run parameters, artifacts, energy … */
  fact(name: string, data: Json): void;
}

/**
 * A kind of step, contributed by a station in its `steps.ts`. Runs in a worker process: heavy work, pure,
 * deterministic. Same cache key (name, version, parameters, input digests, identity): the result is reused.
 */
export interface StepKind<Params = Json> {
  readonly name: string;
  /** Raised when the meaning changes, so that old cached results are not used. */
  readonly version: number;
  readonly params: z.ZodType<Params>;
  /** False for steps whose effect is outside (deploy): they run each time. */
  readonly cacheable: boolean;
  /** What else the result depends on (the content of a source file), for the cache key. Runs in the main process. */
  identity?(params: Params, projectDir: string): Promise<Json>;
  /** Absent when the step is only a record (register, deploy). */
  work?(params: Params, inputs: StepValues, tools: StepTools): Promise<StepValues>;
}

/** What the recorder of a kind is told, in the main process, after the work and before the step is marked done. */
export interface StepDone {
  readonly kind: string;
  readonly pipeline: string;
  readonly pipelineRunId: string;
  readonly stepRunId: string;
  readonly step: string;
  readonly attempt: number;
  readonly params: Json;
  readonly inputs: StepValues;
  readonly outputs: StepValues;
  readonly facts: readonly { readonly name: string; readonly data: Json }[];
  readonly trigger: { readonly kind: string; readonly by: string; readonly reason: string | null };
}

/**
 * The main-process half of a step kind: turns facts and outputs into records. Must be idempotent by
 * `stepRunId`: after a crash it runs again. What it returns replaces the outputs. A throw fails the step.
 */
export interface StepRecorder {
  /**
   * Before the work of each attempt: steps that train start their experiment run here and return its id, and the
   * variables by which programs find it.
   */
  begin?(
    order: Omit<StepDone, "outputs" | "facts">,
  ): Promise<{ readonly runId?: string; readonly environment?: Readonly<Record<string, string>> }>;
  /** Live metrics, in batches. */
  metrics?(
    runId: string,
    points: readonly { key: string; value: number; step: number; at: number }[],
  ): Promise<void>;
  done?(done: StepDone & { readonly runId: string | null }): Promise<StepValues>;
  failed?(done: Omit<StepDone, "outputs"> & { readonly runId: string | null }, error: unknown): Promise<void>;
}
