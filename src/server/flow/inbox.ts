import type { App } from "../../app/app.ts";
import type { inboxItemSchema } from "../../contract/http/house.ts";
import type { z } from "zod";

type InboxItem = z.infer<typeof inboxItemSchema>;

/** Failed runs older than this no longer ask for anyone. */
const failedRunsKeptMs = 7 * 86_400_000;

type Seen = Pick<App, "monitors" | "deployments" | "project" | "clock"> & {
  readonly pipelines: Pick<App["pipelines"], "runs">;
};

/** What needs a person, newest first: firing alerts, paused rollouts, failed runs and refused gates. */
export async function inboxOf(app: Seen): Promise<InboxItem[]> {
  const items = [...(await alerts(app)), ...pausedRollouts(app), ...(await failedRuns(app))];
  return items.sort((a, b) => b.at - a.at);
}

/** Pending ones are beyond the month's budget: that nobody is told of them is what the budget is for. */
async function alerts({ monitors }: Seen): Promise<InboxItem[]> {
  const { items } = await monitors.alerts({ limit: 100, state: "firing" });
  return items.map((alert) => ({
    kind: "alert",
    title: alert.summary,
    at: alert.raisedAt,
    link: `/monitors/${alert.monitor}`,
  }));
}

function pausedRollouts({ deployments }: Seen): InboxItem[] {
  return deployments.list().flatMap(({ name, rollout }) => {
    if (rollout?.state !== "paused") return [];
    const last = rollout.history.at(-1);
    return [
      {
        kind: "paused-rollout",
        title: `${name}: ${last?.reason ?? "paused"}`,
        at: last?.at ?? rollout.startedAt,
        link: `/deployments/${name}`,
      },
    ];
  });
}

/** Of each pipeline only its newest run: a later success has dealt with an earlier failure. */
async function failedRuns({ pipelines, project, clock }: Seen): Promise<InboxItem[]> {
  const newest = await Promise.all(
    Object.keys(project.pipelines).map((pipeline) => pipelines.runs({ pipeline, limit: 1 })),
  );
  return newest.flatMap(({ items: [run] }) => {
    if (run?.state !== "failed" || run.finishedAt === null || clock.now() - run.finishedAt > failedRunsKeptMs)
      return [];
    const kind = run.error?.code === "models/gate-refused" ? "refused-gate" : "failed-run";
    return [
      {
        kind,
        title: `${run.pipeline} #${run.number}: ${run.error?.message ?? "failed"}`,
        at: run.finishedAt,
        link: `/pipeline-runs/${run.id}`,
      },
    ];
  });
}
