import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";

/** While a compared run still goes, it is asked again: a signal for every point of every run would be too much. */
export const liveMs = 10_000;

export function askRuns(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["compare", "runs", ids] as readonly unknown[],
    queryFn: () => api.compare.runs({ body: { ids: [...ids] } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.state === "running") ? liveMs : false,
  });
}

/** With three numbers each, as many as can be told apart on a screen. */
const pointsOfChart = 60_000;

/** @param within the part of the axis that is seen: it comes in detail */
export function askCurves(
  ids: readonly string[],
  key: string,
  along: { readonly by: "step" | "time"; readonly within: { from: number; to: number } | undefined },
  isLive: boolean,
) {
  const points = Math.min(1_000, Math.max(200, Math.floor(pointsOfChart / ids.length)));
  return queryOptions({
    queryKey: ["compare", "curves", ids, key, along] as readonly unknown[],
    queryFn: () => api.compare.curves({ body: { ids: [...ids], keys: [key], ...along, points } }),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? liveMs : false,
  });
}
