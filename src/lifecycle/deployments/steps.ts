import {
  deployParams,
  type DeployedValue,
  type DeployParams,
  type ReleaseValue,
} from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepKind, StepRecorder } from "../../ports/step-kind.ts";
import type { Deployments } from "./index.ts";

/**
 * Only a record: its effect is the rollout that its recorder starts. Handing over the same release again
 * is nothing new, so it is cached like any other step; to serve an older version again, promote it.
 */
const deployStep: StepKind<DeployParams> = {
  name: "deploy",
  version: 1,
  params: deployParams,
  cacheable: true,
};

export const deploymentsSteps = [deployStep] as unknown as StepKind[];

/** Hands the released version to the deployment, once a step run: after a crash the same rollout answers. */
export function deploymentsRecorders(deployments: Deployments): Record<"deploy", StepRecorder> {
  return {
    deploy: {
      async done({ params, inputs, stepRunId, pipeline, pipelineRunId, trigger }) {
        const { deployment } = params as DeployParams;
        const release = inputs["release"]?.value as ReleaseValue | undefined;
        if (release === undefined) {
          throw fail("kernel/bad-input", {
            where: "inputs.release",
            problem: "the deploy step needs a release",
          });
        }
        const rollout = await deployments.release(deployment, release.versionId, {
          by: `pipeline ${pipeline}`,
          reason: trigger.reason ?? `released by pipeline ${pipeline} (${trigger.kind})`,
          pipelineRunId,
          key: stepRunId,
        });
        const value: DeployedValue = { deployment, rolloutId: rollout?.id ?? "" };
        return { out: { type: "deployment", digest: `${deployment}/${release.versionId}`, value } };
      },
    },
  };
}
