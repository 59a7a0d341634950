import type { QueryClient } from "@tanstack/react-query";
import { stationNames, type Signal } from "../../src/contract/events.ts";
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
  traffic: ["deployments"],
};

const gatherMs = 400;
/** Points come often, and what they touch costs more to read: the curves of the page get them directly. */
const gatherPointsMs = 2_000;
const pollMs = 15_000;

/**
 * Follows the server's events and refreshes what they touch, gathered so that a burst is one refresh.
 * While the line is down everything is asked again slowly. Signals are heard as they come, too. Returns how to stop.
 */
export function followEvents(
  queries: QueryClient,
  tell: (state: LiveState) => void,
  hear: (signal: Signal) => void,
): () => void {
  const touched = new Set<string>();
  const loggedTo = new Set<string>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let gatheringPoints: ReturnType<typeof setTimeout> | undefined;
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
  const touchRun = (id: string) => {
    loggedTo.add(id);
    gatheringPoints ??= setTimeout(() => {
      gatheringPoints = undefined;
      const runs = new Set(loggedTo);
      loggedTo.clear();
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, runs) });
    }, gatherPointsMs);
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
    const signal = JSON.parse(String(event.data)) as Signal;
    hear(signal);
    if (signal.topic === "metric") touchRun(signal.subject);
    else touch(signalTouches[signal.topic] ?? []);
  });
  return () => {
    source.close();
    clearTimeout(gathering);
    clearTimeout(gatheringPoints);
    clearInterval(polling);
  };
}

/** Reads of one run by its id which new points change; and those which they do not. */
const ofOneRun = new Set(["run", "metrics"]);
const ofOther = new Set(["artifacts", "artifactHead", "loggedModels", "related"]);

/** Whether new points of some runs change the answer of a query. */
function isTouched([station, operation, input]: readonly unknown[], runs: ReadonlySet<string>): boolean {
  if (station !== "experiments" || ofOther.has(String(operation))) return false;
  if (!ofOneRun.has(String(operation))) return true;
  const { params } = (input ?? {}) as { params?: { id?: string } };
  return runs.has(params?.id ?? "");
}
