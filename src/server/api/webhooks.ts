import type { webhooksRoutes } from "../../contract/http/webhooks.ts";
import type { Webhooks } from "../../lifecycle/models/index.ts";
import type { Handlers } from "../handlers.ts";

export function webhooksHandlers(app: { readonly webhooks: Webhooks }): Handlers<typeof webhooksRoutes> {
  const { webhooks } = app;
  return {
    list: ({ query }) => webhooks.list({ limit: query.limit, after: query.cursor }),
    deliveries: ({ params, query }) =>
      webhooks.deliveries(params.id, { limit: query.limit, after: query.cursor }),
  };
}
