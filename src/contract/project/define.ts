import type { Requirement } from "../records/models.ts";
import type { DatasetRef, TableRef } from "./data.ts";
import type { ProjectInput } from "./schema.ts";
import type { DeploymentRef, MonitorRef, PipelineRef } from "./serving.ts";

export interface ProjectDeclaration {
  readonly name: string;
  readonly requirements?: readonly Requirement[];
  readonly datasets?: readonly DatasetRef[];
  readonly tables?: readonly TableRef[];
  readonly pipelines?: readonly PipelineRef[];
  readonly deployments?: readonly DeploymentRef[];
  readonly monitors?: readonly MonitorRef[];
  readonly retraining?: ProjectInput["retraining"];
  readonly server?: ProjectInput["server"];
}

/** The project as data; the default export of `prumo.config.ts`. */
export function defineProject(declared: ProjectDeclaration): ProjectInput {
  return {
    name: declared.name,
    datasets: byName(declared.datasets),
    tables: byName(declared.tables),
    requirements: [...(declared.requirements ?? [])],
    pipelines: byName(declared.pipelines),
    deployments: byName(declared.deployments),
    monitors: byName(declared.monitors),
    retraining: declared.retraining ?? [],
    ...(declared.server === undefined ? {} : { server: declared.server }),
  };
}

function byName<Spec>(
  refs: readonly { readonly name: string; readonly spec: Spec }[] = [],
): Record<string, Spec> {
  const named: Record<string, Spec> = {};
  for (const { name, spec } of refs) {
    if (Object.hasOwn(named, name))
      throw new TypeError(`two things of one kind are named "${name}"; names are unique within their kind`);
    named[name] = spec;
  }
  return named;
}
