import { z } from "zod";
import { stationNames } from "../events.ts";
import { timeSchema } from "../names.ts";
import { route } from "./route.ts";

/** The state of one station, as the flow page and `prumo flow` show it. */
export const stationStateSchema = z.object({
  station: z.enum(stationNames),
  takes: z.string(),
  gives: z.string(),
  /** ok: true and quiet; working: something runs; attention: needs a person; empty: nothing yet. */
  state: z.enum(["empty", "ok", "working", "attention"]),
  /** One short fact, as data: `key` names the sentence of the message catalogue, `values` fill it. */
  headline: z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  /** Recent history for the sparkline, oldest first. */
  spark: z.array(z.number()),
  /** Path in the UI of the thing to look at. */
  link: z.string(),
});

export const inboxItemSchema = z.object({
  kind: z.enum(["alert", "failed-run", "paused-rollout", "refused-gate"]),
  title: z.string(),
  at: timeSchema,
  link: z.string(),
});

export const storedEventSchema = z.object({
  seq: z.number().int(),
  type: z.string(),
  subject: z.string(),
  data: z.json(),
  at: timeSchema,
});

export const flowSchema = z.object({
  project: z.string(),
  stations: z.array(stationStateSchema),
  inbox: z.array(inboxItemSchema),
  recent: z.array(storedEventSchema),
});

export const houseRoutes = {
  flow: route({
    method: "GET",
    path: "/flow",
    summary: "The nine stations, what happened last, what needs a person",
    answer: flowSchema,
  }),
  health: route({
    method: "GET",
    path: "/health",
    summary: "Is the server there",
    answer: z.object({
      status: z.literal("ok"),
      version: z.string(),
      project: z.string(),
      pid: z.number().int(),
      startedAt: timeSchema,
    }),
  }),
  project: route({
    method: "GET",
    path: "/project",
    summary: "The project as declared",
    answer: z.object({ name: z.string(), directory: z.string(), config: z.json() }),
  }),
};

export type StationState = z.infer<typeof stationStateSchema>;
export type Flow = z.infer<typeof flowSchema>;
