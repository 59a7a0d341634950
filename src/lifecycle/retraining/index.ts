import type { EventData, StoredEvent } from "../../contract/events.ts";
import type { RetrainSpec } from "../../contract/project/schema.ts";
import type { Alert, Response } from "../../contract/records/monitors.ts";
import type { PipelineRun, StepRun } from "../../contract/records/pipelines.ts";
import type { ReleaseValue } from "../../contract/step-params.ts";
import type { Clock } from "../../kernel/clock.ts";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Monitors } from "../monitors/index.ts";
import type { StartRun } from "../pipelines/index.ts";
import { decide } from "./decide.ts";
import { moveResponse, outcomeOf } from "./response.ts";
import {
  findBy,
  readResponse,
  readResponses,
  retrainingMigrations,
  type RetrainingTables,
  saveResponse,
} from "./response-store.ts";

export { retrainingMigrations } from "./response-store.ts";

export interface RetrainingDeps {
  readonly meta: MetaStore;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly specs: readonly RetrainSpec[];
  readonly monitors: Pick<Monitors, "alert" | "answered">;
  readonly startPipeline: (start: Omit<StartRun, "spec">) => Promise<PipelineRun>;
  readonly pipelineRun: (
    runId: string,
  ) => Promise<{ readonly run: PipelineRun; readonly steps: readonly StepRun[] }>;
}

/** Answers alerts: a new pipeline run on recent data through the same gates, or a reason not to. */
export interface Retraining {
  /** Newest first. */
  list(page?: {
    readonly limit?: number;
    readonly cursor?: string | undefined;
  }): Promise<{ items: Response[]; next: string | null }>;
  response(id: string): Promise<Response>;
}

/** Listens to alerts and to the runs it started, durably: after a crash it goes on where it was. */
export async function openRetraining(deps: RetrainingDeps): Promise<Retraining> {
  await deps.meta.migrate(retrainingMigrations);
  deps.events.consume("retraining", ["monitor.alert-raised", "pipeline.run-changed"], (event) =>
    event.type === "monitor.alert-raised"
      ? answerAlert(deps, event as StoredEvent<"monitor.alert-raised">)
      : followRun(deps, event),
  );
  return {
    list: (page) => readResponses(deps.meta, page),
    response: (id) => readResponse(deps.meta, id),
  };
}

async function answerAlert(deps: RetrainingDeps, event: StoredEvent<"monitor.alert-raised">): Promise<void> {
  const spec = deps.specs.find(({ monitor }) => monitor === event.data.monitor);
  const known = await findBy(deps.meta, "alert_id", event.data.alertId);
  if (spec === undefined && known === null) return;
  const alert = await deps.monitors.alert(event.data.alertId);
  // What was decided before a crash is gone through with, also when the project has changed since: it would be under
  // way for ever, and every later alert be ignored for it.
  const response = known ?? (await decideOn(deps, alert, spec as RetrainSpec));
  // again after a crash between the two, since each station writes its own records
  await deps.monitors.answered(alert.id, response.id);
  if (response.state === "decided") await start(deps, response, alert);
}

async function decideOn({ meta, clock }: RetrainingDeps, alert: Alert, spec: RetrainSpec): Promise<Response> {
  const earlier = (await readResponses(meta, { limit: 1_000 })).items;
  const response = decide(alert, spec, earlier, clock.now());
  await save(meta, response, {
    type: "retraining.decided",
    data: { responseId: response.id, decision: response.decision },
  });
  return response;
}

/**
 * The alert's id is the key of the run: started again after a crash it is the same run. What can never start
 * (the project has changed) is a response that failed; thrown, it would hold up every later alert.
 */
async function start(deps: RetrainingDeps, response: Response, alert: Alert): Promise<void> {
  const { meta, startPipeline } = deps;
  const { from, to } = response.window;
  const run = await startPipeline({
    pipeline: response.pipeline,
    params: { window: { from, to } },
    trigger: { kind: "alert", by: alert.monitor, reason: alert.summary },
    idempotencyKey: alert.id,
  }).catch((error: unknown) => notStarted(deps, response, error));
  if (run === null) return;
  await save(meta, moveResponse(response, "running", { pipelineRunId: run.id }));
}

/** Ends the response when the start was refused; null then. What may pass by itself is thrown, to be tried again. */
async function notStarted(
  { meta, clock }: RetrainingDeps,
  response: Response,
  error: unknown,
): Promise<null> {
  if (!(error instanceof PrumoError) || error.status >= 500) throw error;
  const reason = `${response.reason} The retraining could not be started: ${error.message}`;
  const failed = moveResponse(response, "failed", { reason, finishedAt: clock.now() });
  await save(meta, failed, {
    type: "retraining.finished",
    data: { responseId: failed.id, state: failed.state },
  });
  return null;
}

async function followRun({ meta, clock, pipelineRun }: RetrainingDeps, event: StoredEvent): Promise<void> {
  const { runId } = event.data as EventData["pipeline.run-changed"];
  const response = await findBy(meta, "pipeline_run_id", runId);
  if (response?.state !== "running") return;
  const { run, steps } = await pipelineRun(runId);
  const outcome = outcomeOf(run);
  if (outcome === null) return;
  const release = steps.find(({ kind }) => kind === "register")?.outputs["out"]?.value as
    | ReleaseValue
    | undefined;
  const ended = moveResponse(response, outcome, {
    reason: run.error === null ? response.reason : `${response.reason} ${run.error.message}`,
    modelVersionId: release?.versionId ?? null,
    finishedAt: run.finishedAt ?? clock.now(),
    costSeconds:
      run.startedAt === null || run.finishedAt === null ? null : (run.finishedAt - run.startedAt) / 1_000,
  });
  await save(meta, ended, {
    type: "retraining.finished",
    data: { responseId: ended.id, state: ended.state },
  });
}

type News =
  | { readonly type: "retraining.decided"; readonly data: EventData["retraining.decided"] }
  | { readonly type: "retraining.finished"; readonly data: EventData["retraining.finished"] };

async function save(meta: MetaStore, response: Response, news?: News): Promise<void> {
  await meta.write<RetrainingTables, void>(async ({ db, emit }) => {
    await saveResponse(db, response);
    if (news !== undefined) emit(news.type, response.id, news.data);
  });
}
