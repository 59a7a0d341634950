import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Curve } from "../../../src/contract/records/experiments.ts";
import { api } from "../../data/api.ts";
import type { Zoom } from "./zoom.ts";

/** Points of a curve that are asked for: more than a small chart has pixels. */
const points = 1_200;

/** Under this, and not under its station, as new points are put into it instead of its being asked for again. */
export const curvesKey = "curves-of-run";

/** A curve of a run; the part that is zoomed into comes with finer points. */
export function curveQuery(runId: string, key: string, zoom: Zoom | undefined) {
  return queryOptions({
    queryKey: [curvesKey, runId, key, zoom ?? null] as const,
    queryFn: async (): Promise<Curve> => {
      const query = { keys: key, points, ...range(zoom) };
      const { curves } = await api.experiments.curves({ params: { id: runId }, query });
      return curves[0] ?? { key, count: 0, steps: [], times: [], values: [] };
    },
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

export function useCurve(of: { runId: string; metric: string; zoom: Zoom | undefined; isSeen: boolean }) {
  const { data, error } = useQuery({
    ...curveQuery(of.runId, of.metric, of.zoom),
    enabled: of.isSeen,
    placeholderData: keepPreviousData,
  });
  return { curve: data, error };
}

/** A range of the axis as the server is asked for it: a little more, so that lines reach the edges. */
function range(zoom: Zoom | undefined) {
  if (zoom === undefined) return {};
  const more = Math.ceil((zoom.to - zoom.from) / 20);
  return { axis: zoom.of, from: zoom.from - more, to: zoom.to + more };
}
