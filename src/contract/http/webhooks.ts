import { z } from "zod";
import { deliverySchema, webhookSchema } from "../records/webhooks.ts";
import { pageOf, pageQuery, route } from "./route.ts";

/** Who is told of changes in the model registry; they are made and changed by MLflow's protocol. */
export const webhooksRoutes = {
  list: route({
    method: "GET",
    path: "/webhooks",
    summary: "The webhooks of the model registry, newest first",
    query: pageQuery,
    answer: pageOf(webhookSchema),
  }),
  deliveries: route({
    method: "GET",
    path: "/webhooks/:id/deliveries",
    summary: "What was sent to a webhook and what it answered, newest first",
    params: z.object({ id: z.string() }),
    query: pageQuery,
    answer: pageOf(deliverySchema),
  }),
};
