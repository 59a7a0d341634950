import type { App } from "../../app/app.ts";
import type { garbageRoutes } from "../../contract/http/garbage.ts";
import type { Handlers } from "../handlers.ts";

export function garbageHandlers({ garbage }: Pick<App, "garbage">): Handlers<typeof garbageRoutes> {
  return {
    collect: async ({ body }) => garbage.collect(body),
    status: async () => garbage.state(),
  };
}
