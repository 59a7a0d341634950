import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type { pipelineSummarySchema } from "../../src/contract/http/pipelines.ts";
import { api, ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { StepGraph, type GraphStep } from "../graph/step-graph.tsx";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { paths } from "../shell/paths.ts";
import { RunsTable } from "./runs-table.tsx";

export function PipelinePage() {
  const name = useParam("name");
  return (
    <Loaded query={ask("pipelines", "show", { params: { name } })}>
      {(pipeline) => <PipelineView pipeline={pipeline} />}
    </Loaded>
  );
}

function PipelineView({ pipeline }: { pipeline: z.infer<typeof pipelineSummarySchema> }) {
  const { t } = useText();
  const navigate = useNavigate();
  const starting = useMutation({
    mutationFn: () => api.pipelines.start({ params: { name: pipeline.name }, body: {} }),
    onSuccess: (run) => navigate({ to: paths.pipelineRun(run.id) }),
  });
  const steps = Object.entries(pipeline.spec.steps).map(([name, step]): GraphStep => ({
    name,
    kind: step.kind,
    needs: Object.values(step.inputs).map((input) => input.step),
  }));
  return (
    <>
      <Entity
        kind={t("pipelines.one")}
        name={pipeline.name}
        {...(pipeline.lastRun ? { state: pipeline.lastRun.state } : {})}
        command={`prumo run ${pipeline.name}`}
        actions={
          <Button loading={starting.isPending} onClick={() => starting.mutate()}>
            {t("pipelines.start")}
          </Button>
        }
        lineage={[
          { label: t("nav.datasets"), to: paths.datasets },
          { label: pipeline.name, here: true },
          { label: t("nav.models"), to: paths.models },
        ]}
      />
      {starting.error === null ? null : <PageProblem error={starting.error} />}
      <div className="stack">
        <Panel title={t("pipelines.graph")}>
          <StepGraph steps={steps} label={t("pipelines.graph")} />
        </Panel>
        <RunsTable pipeline={pipeline.name} />
      </div>
    </>
  );
}
