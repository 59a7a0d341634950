import { useMemo } from "react";
import type { PipelineRun, StepRun } from "../../src/contract/records/pipelines.ts";
import { ask } from "../data/api.ts";
import { useParam, useUrlState } from "../data/use-url.ts";
import { StepGraph, type GraphStep } from "../graph/step-graph.tsx";
import { useText, type Text } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { Problem } from "../parts/problem.tsx";
import { Took, When } from "../parts/time.tsx";
import { Gantt } from "./gantt.tsx";
import { Logs } from "./logs.tsx";
import { lineageOfRun } from "./run-lineage.ts";
import { RunActions } from "./run-actions.tsx";

/** Where is it, what is slow, why did it fail? */
export function PipelineRunPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("pipelines", "run", { params: { id } })}>
      {({ run, steps }) => <RunView run={run} steps={steps} />}
    </Loaded>
  );
}

function RunView({ run, steps }: { run: PipelineRun; steps: readonly StepRun[] }) {
  const text = useText();
  const { t, say } = text;
  const failed = steps.find(({ state }) => state === "failed");
  const [chosen, setChosen] = useUrlState("step");
  const graph = useMemo(() => steps.map((step) => graphStep(step, text)), [steps, text]);
  const cached = steps.filter(({ state }) => state === "cached").length;
  const error = failed?.error ?? run.error;
  return (
    <>
      <Entity
        kind={t("run.pipeline")}
        name={`${run.pipeline} #${run.number}`}
        state={run.state}
        id={run.id}
        command={`prumo run ${run.pipeline} --resume`}
        actions={<RunActions run={run} />}
        lineage={lineageOfRun(run, steps)}
        facts={
          <>
            <span>
              <When at={run.createdAt} /> · {say(`trigger.${run.trigger.kind}`)} ({run.trigger.by})
            </span>
            <span>
              {t("common.duration")} <Took from={run.startedAt} to={run.finishedAt} />
            </span>
            {cached === 0 ? null : <span>{t("run.cachedOf", { cached, all: steps.length })}</span>}
            {run.trigger.reason === null ? null : <span>{run.trigger.reason}</span>}
          </>
        }
      />
      {error === null ? null : (
        <Problem
          title={t("run.failedIn", { step: failed?.name ?? run.pipeline, message: error.message })}
          repair={error.repair}
          code={error.code}
        />
      )}
      <div className="stack">
        {error?.stack ? (
          <Panel title={t("run.stack")}>
            <pre className="block" tabIndex={0}>
              {error.stack}
            </pre>
          </Panel>
        ) : null}
        <Panel title={t("pipelines.graph")}>
          <StepGraph steps={graph} label={t("pipelines.graph")} chosen={chosen} onChoose={setChosen} />
        </Panel>
        <Panel title={t("run.timeline")}>
          <Gantt run={run} steps={steps} chosen={chosen} onChoose={setChosen} />
        </Panel>
        <Logs run={run} steps={steps} chosen={chosen || failed?.name || ""} onChoose={setChosen} />
      </div>
    </>
  );
}

function graphStep(step: StepRun, { say, format }: Text): GraphStep {
  const took =
    step.startedAt === null ? undefined : format.duration((step.finishedAt ?? Date.now()) - step.startedAt);
  const note =
    { leased: step.progress?.message || took, cached: say("run.fromCache") }[step.state as string] ?? took;
  return {
    name: step.name,
    kind: step.kind,
    needs: step.needs,
    state: step.state,
    ...(note === undefined ? {} : { note }),
    fraction: step.state === "leased" ? step.progress?.fraction : undefined,
  };
}
