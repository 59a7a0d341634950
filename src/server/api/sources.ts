import type { App } from "../../app/app.ts";
import type { sourcesRoutes } from "../../contract/http/data.ts";
import type { Handlers } from "../handlers.ts";

export function sourcesHandlers({ sources }: Pick<App, "sources">): Handlers<typeof sourcesRoutes> {
  return {
    list: async () => ({ items: await sources.list(), next: null }),
    show: ({ params }) => sources.show(params.name),
  };
}
