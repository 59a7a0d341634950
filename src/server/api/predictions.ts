import type { App } from "../../app/app.ts";
import type { predictionsRoutes } from "../../contract/http/serving.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Label } from "../../lifecycle/predictions/index.ts";
import type { Handlers } from "../handlers.ts";

const labelsAtOnce = 50_000;

export function predictionsHandlers(
  app: Pick<App, "deployments" | "predictions">,
): Handlers<typeof predictionsRoutes> {
  const { deployments, predictions } = app;
  return {
    list: ({ query }) => predictions.list(query),
    show: ({ params }) => predictions.find(params.id),
    volume: async ({ query }) => ({ bins: await predictions.volume(query) }),
    label: async ({ params, body }) => {
      deployments.deployment(params.name);
      return { accepted: await predictions.label(params.name, readLabels(body)) };
    },
  };
}

/** The shape only: the station checks ids and values. */
function readLabels(body: unknown): readonly Label[] {
  if (typeof body !== "object" || body === null || !("labels" in body) || !Array.isArray(body.labels)) {
    throw fail("kernel/bad-input", {
      where: "the body",
      problem: 'not of the form {"labels": [{"id": …, "label": …}]}',
    });
  }
  const labels: readonly unknown[] = body.labels;
  if (labels.length === 0 || labels.length > labelsAtOnce) {
    throw fail("kernel/bad-input", {
      where: "labels",
      problem: `${labels.length} of them, where 1 to ${labelsAtOnce} are taken at once`,
    });
  }
  const odd = labels.findIndex((label) => typeof label !== "object" || label === null);
  if (odd >= 0) throw fail("kernel/bad-input", { where: `labels[${odd}]`, problem: "not an object" });
  return labels as readonly Label[];
}
