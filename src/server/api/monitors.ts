import type { App } from "../../app/app.ts";
import type { monitorsRoutes } from "../../contract/http/serving.ts";
import type { Handlers } from "../handlers.ts";

export function monitorsHandlers({ monitors }: Pick<App, "monitors">): Handlers<typeof monitorsRoutes> {
  return {
    list: async () => ({ items: await monitors.list(), next: null }),
    show: ({ params }) => monitors.monitor(params.name),
    reports: ({ params, query }) => monitors.reports(params.name, query),
    report: ({ params }) => monitors.report(params.id),
    run: ({ params, body }) => monitors.judge(params.name, body.until),
    alerts: ({ query }) => monitors.alerts(query),
    acknowledge: ({ params }) => monitors.acknowledge(params.id),
    resolve: ({ params }) => monitors.resolve(params.id),
  };
}
