import type { App } from "../../app/app.ts";
import type { retrainingRoutes } from "../../contract/http/serving.ts";
import type { Handlers } from "../handlers.ts";

export function retrainingHandlers({
  retraining,
}: Pick<App, "retraining">): Handlers<typeof retrainingRoutes> {
  return {
    list: ({ query }) => retraining.list(query),
    show: ({ params }) => retraining.response(params.id),
  };
}
