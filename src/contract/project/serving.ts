import type { z } from "zod";
import type { Requirement } from "../records/models.ts";
import type { deploymentSpecSchema, monitorSpecSchema, PipelineSpec, retrainSpecSchema } from "./schema.ts";

export const atLeast = (atLeast: number) => ({ atLeast });
export const atMost = (atMost: number) => ({ atMost });

/** What a model must meet before it reaches anyone; checked by gates, answered by evidence. */
export function requirement(id: string, title: string, rule: Omit<Requirement, "id" | "title">): Requirement {
  return { id, title, ...rule };
}

export interface DeploymentRef {
  readonly type: "deployment";
  readonly name: string;
  readonly spec: z.input<typeof deploymentSpecSchema>;
}

/** An endpoint; versions reach it by a rollout. */
export function deployment(name: string, spec: z.input<typeof deploymentSpecSchema> = {}): DeploymentRef {
  return { type: "deployment", name, spec };
}

export interface PipelineRef {
  readonly type: "pipeline";
  readonly name: string;
  readonly spec: PipelineSpec;
}

export interface MonitorRef {
  readonly type: "monitor";
  readonly name: string;
  readonly spec: z.input<typeof monitorSpecSchema>;
  /** What `retrain` listens to. */
  readonly alerts: { readonly monitor: string };
}

/** Watches a deployment, window by window of event time. */
export function monitor(
  name: string,
  options: Omit<z.input<typeof monitorSpecSchema>, "deployment"> & { readonly of: DeploymentRef },
): MonitorRef {
  const { of, ...rest } = options;
  return { type: "monitor", name, spec: { deployment: of.name, ...rest }, alerts: { monitor: name } };
}

/** Answer the alerts of a monitor by running a pipeline on recent data, through the same gates. */
export function retrain(
  pipeline: PipelineRef,
  options: Omit<z.input<typeof retrainSpecSchema>, "pipeline" | "monitor"> & {
    readonly when: { readonly monitor: string };
  },
): z.input<typeof retrainSpecSchema> {
  const { when, ...rest } = options;
  return { pipeline: pipeline.name, monitor: when.monitor, ...rest };
}
