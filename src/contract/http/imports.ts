import { z } from "zod";
import { importSchema } from "../records/imports.ts";
import { route } from "./route.ts";

const id = z.object({ id: z.string() });

export const importsRoutes = {
  start: route({
    method: "POST",
    path: "/imports",
    summary: "Copy what an MLflow server has; one that is under way from there is answered instead",
    body: z.object({
      /** Address of the server: http or https. */
      from: z.string().min(1).max(2_000),
      /** Names of experiments; all of them when absent. */
      experiments: z.array(z.string().min(1).max(500)).max(1_000).optional(),
      /** Default: both. */
      artifacts: z.boolean().default(true),
      models: z.boolean().default(true),
      /** Whether files are looked for that were added to runs which did not change otherwise. */
      recheckFiles: z.boolean().default(false),
      /** Counts only. */
      isDryRun: z.boolean().default(false),
      /** Who is remembered in the history of promotions. */
      by: z.string().max(250).optional(),
      /** Used for this import and kept nowhere. */
      credentials: z
        .union([
          z.object({ username: z.string().max(1_000), password: z.string().max(10_000) }),
          z.object({ token: z.string().max(10_000) }),
        ])
        .optional(),
    }),
    answer: importSchema,
  }),
  show: route({
    method: "GET",
    path: "/imports/:id",
    summary: "How far an import is; answers after `waitMs`, or at its end if that comes before",
    params: id,
    query: z.object({ waitMs: z.coerce.number().int().min(0).max(10_000).default(0) }),
    answer: importSchema,
  }),
  cancel: route({
    method: "DELETE",
    path: "/imports/:id",
    summary: "End an import where it is; the next one from there continues",
    params: id,
    answer: importSchema,
  }),
};
