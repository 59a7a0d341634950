import type { QueryClient } from "@tanstack/react-query";
import { stationNames } from "../../src/contract/events.ts";
import { eventTypes } from "./event-types.ts";

export type LiveState = "connecting" | "live" | "offline";

/** Which stations' pages an event touches, by the first word of its type. */
const touches: Readonly<Record<string, readonly string[]>> = {
  source: ["sources"],
  dataset: ["datasets", "sources"],
  pipeline: ["pipelines"],
  experiment: ["experiments"],
  model: ["models", "datasets"],
  deployment: ["deployments", "models"],
  prediction: ["predictions", "deployments"],
  monitor: ["monitors", "retraining"],
  retraining: ["retraining"],
};
const signalTouches: Readonly<Record<string, readonly string[]>> = {
  "step-progress": ["pipelines"],
  "step-log": ["pipelines"],
  metric: ["experiments"],
  traffic: ["deployments"],
};

const gatherMs = 400;
const pollMs = 15_000;

/**
 * Follows the server's events and refreshes what they touch, gathered so that a burst is one refresh.
 * While the line is down everything is asked again slowly. Returns how to stop.
 */
export function followEvents(queries: QueryClient, tell: (state: LiveState) => void): () => void {
  const touched = new Set<string>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let polling: ReturnType<typeof setInterval> | undefined;
  const refresh = () => {
    gathering = undefined;
    for (const station of touched) void queries.invalidateQueries({ queryKey: [station] });
    touched.clear();
  };
  const touch = (stations: readonly string[]) => {
    for (const station of stations) touched.add(station);
    gathering ??= setTimeout(refresh, gatherMs);
  };
  const source = new EventSource("/api/v1/events");
  source.addEventListener("open", () => {
    if (polling !== undefined) touch(["house", ...stationNames]);
    clearInterval(polling);
    polling = undefined;
    tell("live");
  });
  source.addEventListener("error", () => {
    tell("offline");
    polling ??= setInterval(() => touch(["house", ...stationNames]), pollMs);
  });
  for (const type of eventTypes) {
    source.addEventListener(type, () => touch(["house", ...(touches[type.split(".", 1)[0] ?? ""] ?? [])]));
  }
  source.addEventListener("signal", (event) => {
    const { topic } = JSON.parse(String(event.data)) as { topic: string };
    touch(signalTouches[topic] ?? []);
  });
  return () => {
    source.close();
    clearTimeout(gathering);
    clearInterval(polling);
  };
}
