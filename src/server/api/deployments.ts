import type { App } from "../../app/app.ts";
import type { deploymentsRoutes } from "../../contract/http/serving.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { type RawRow, rowsAtOnce } from "../../lifecycle/deployments/index.ts";
import type { Handlers } from "../handlers.ts";

export function deploymentsHandlers(app: Pick<App, "deployments">): Handlers<typeof deploymentsRoutes> {
  const { deployments } = app;
  return {
    list: async () => ({ items: deployments.list(), next: null }),
    show: async ({ params }) => deployments.deployment(params.name),
    rollouts: async ({ params }) => ({ rollouts: await deployments.rollouts(params.name) }),
    predict: async ({ params, body }) => {
      const { rows, requestId } = readRows(body);
      const { answers } = await deployments.predict(params.name, rows, { requestId });
      return { deployment: params.name, predictions: answers };
    },
    rollBack: ({ params, body }) => deployments.rollBack(params.name, body.reason),
    advance: ({ params, body }) => deployments.advance(params.name, body.reason),
  };
}

/** The shape only: what is in a row the model checks, by column. */
function readRows(body: unknown): { readonly rows: readonly RawRow[]; readonly requestId?: string } {
  if (typeof body !== "object" || body === null || !("rows" in body) || !Array.isArray(body.rows)) {
    throw badBody("the body", 'not of the form {"rows": [{…}]}');
  }
  const rows: readonly unknown[] = body.rows;
  if (rows.length === 0) throw badBody("rows", "empty");
  if (rows.length > rowsAtOnce) {
    throw fail("deployments/too-many-rows", { rows: rows.length, limit: rowsAtOnce });
  }
  for (const [i, row] of rows.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw badBody(`rows[${i}]`, "not an object of raw columns");
    }
  }
  const requestId = "requestId" in body ? body.requestId : undefined;
  if (requestId === undefined) return { rows: rows as readonly RawRow[] };
  if (typeof requestId !== "string" || requestId.length > 200) {
    throw badBody("requestId", "not a text of at most 200 characters");
  }
  return { rows: rows as readonly RawRow[], requestId };
}

function badBody(where: string, problem: string): PrumoError {
  return fail("kernel/bad-input", { where, problem });
}
