import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { PipelineRun } from "../../src/contract/records/pipelines.ts";
import { api } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { ConfirmButton } from "../parts/confirm.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { paths } from "../shell/paths.ts";

const unfinished: readonly string[] = ["queued", "running", "waiting"];

/** Run again, resume what stopped, cancel what runs. */
export function RunActions({ run }: { run: PipelineRun }) {
  const { t } = useText();
  const navigate = useNavigate();
  const params = { id: run.id };
  const starting = useMutation({
    mutationFn: () => api.pipelines.start({ params: { name: run.pipeline }, body: { params: run.params } }),
    onSuccess: (next) => navigate({ to: paths.pipelineRun(next.id) }),
  });
  const resuming = useMutation({ mutationFn: () => api.pipelines.resume({ params }) });
  const isOpen = unfinished.includes(run.state);
  const error = starting.error ?? resuming.error;
  return (
    <>
      {isOpen ? (
        <ConfirmButton
          label={t("run.cancel")}
          title={t("run.cancel.title", { name: `${run.pipeline} #${run.number}` })}
          explain={t("run.cancel.explain")}
          act={() => api.pipelines.cancel({ params })}
        />
      ) : (
        <>
          {run.state === "succeeded" ? null : (
            <Button loading={resuming.isPending} onClick={() => resuming.mutate()}>
              {t("run.resume")}
            </Button>
          )}
          <Button variant="default" loading={starting.isPending} onClick={() => starting.mutate()}>
            {t("pipelines.start")}
          </Button>
        </>
      )}
      {error === null ? null : <PageProblem error={error} />}
    </>
  );
}
