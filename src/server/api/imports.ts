import type { Imports } from "../../app/import/imports.ts";
import type { importsRoutes } from "../../contract/http/imports.ts";
import type { Handlers } from "../handlers.ts";

export function importsHandlers(app: { readonly imports: Imports }): Handlers<typeof importsRoutes> {
  const { imports } = app;
  return {
    start: ({ body }) => imports.start(body),
    show: ({ params, query }) => imports.show(params.id, query.waitMs),
    cancel: ({ params }) => imports.cancel(params.id),
  };
}
