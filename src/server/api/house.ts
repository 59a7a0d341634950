import type { App } from "../../app/app.ts";
import type { houseRoutes } from "../../contract/http/house.ts";
import type { JsonOut } from "../json-out.ts";
import type { Handlers } from "../handlers.ts";
import { inboxOf } from "../flow/inbox.ts";
import { stationStates } from "../flow/station-states.ts";

/** Events that the flow page lists, and how many are looked through for them. */
const recentEvents = 30;
const looksThrough = 1_000;

/** Traffic and single steps are no news: their numbers are on the cards and on the run's page. */
const isNews = (type: string): boolean => !type.startsWith("prediction.") && type !== "pipeline.step-changed";

export function houseHandlers(app: App): Handlers<typeof houseRoutes> {
  const startedAt = app.clock.now();
  return {
    flow: async () => ({
      project: app.project.name,
      stations: await stationStates(app),
      inbox: await inboxOf(app),
      recent: await newsOf(app),
    }),
    health: async () => ({
      status: "ok",
      version: app.version,
      project: app.project.name,
      pid: process.pid,
      startedAt,
    }),
    project: async () => ({
      name: app.project.name,
      directory: app.projectDir,
      config: app.project as unknown as JsonOut,
    }),
  };
}

/** What happened last. */
async function newsOf({ events }: App) {
  const recent = await events.recent(looksThrough);
  return recent
    .filter(({ type }) => isNews(type))
    .slice(0, recentEvents)
    .map((event) => ({ ...event, data: event.data as unknown as JsonOut }));
}
