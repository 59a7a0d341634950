import type { App } from "../../app/app.ts";
import type { pipelinesRoutes } from "../../contract/http/pipelines.ts";
import type { PipelineSpec } from "../../contract/project/schema.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { Handlers } from "../handlers.ts";

export function pipelinesHandlers(app: Pick<App, "pipelines" | "project">): Handlers<typeof pipelinesRoutes> {
  const { pipelines, project } = app;
  const summary = async (name: string, spec: PipelineSpec) => {
    const { items } = await pipelines.runs({ pipeline: name, limit: 1 });
    const [lastRun = null] = items;
    return { name, spec, runs: lastRun?.number ?? 0, lastRun };
  };
  const declared = (name: string): PipelineSpec => {
    const spec = Object.hasOwn(project.pipelines, name) ? project.pipelines[name] : undefined;
    if (spec !== undefined) return spec;
    const known = Object.keys(project.pipelines);
    const near = nearest(name, known);
    throw fail("pipelines/not-declared", { pipeline: name, known: near === undefined ? known : [near] });
  };
  return {
    list: async () => {
      const items = await Promise.all(
        Object.entries(project.pipelines).map(([name, spec]) => summary(name, spec)),
      );
      return { items, next: null };
    },
    show: ({ params }) => summary(params.name, declared(params.name)),
    start: ({ params, body }) =>
      pipelines.start({
        pipeline: params.name,
        spec: declared(params.name),
        params: body.params,
        idempotencyKey: body.idempotencyKey,
        trigger: { kind: "manual", by: "api", reason: body.reason ?? null },
      }),
    runs: ({ query }) => pipelines.runs(query),
    run: async ({ params }) => ({
      run: await pipelines.run(params.id),
      steps: await pipelines.steps(params.id),
    }),
    resume: ({ params }) => pipelines.resume(params.id),
    cancel: ({ params }) => pipelines.cancel(params.id),
    logs: async ({ params, query }) => ({ lines: await pipelines.logs(params.id, query) }),
  };
}
