import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { GroupBest } from "../../../src/contract/records/experiments.ts";
import { api } from "../../data/api.ts";
import type { RunColumn } from "./columns.ts";
import type { View } from "./view.ts";

const mostMetrics = 50;
const nothing: readonly GroupBest[] = [];

/** The best value of each metric that is shown, among all runs of the view, and in each group. */
export function useBests(experiment: string, view: View, metrics: readonly RunColumn[], stamp: number) {
  const asked = useMemo(() => metrics.slice(0, mostMetrics), [metrics]);
  const keys = asked.map(({ id }) => id).join(", ");
  const { filter, group, show } = view;
  const { data } = useQuery({
    queryKey: ["run-bests", experiment, filter, group, show, keys, stamp],
    queryFn: () =>
      api.experiments.bests({ params: { id: experiment }, query: { filter, group, view: show, keys } }),
    placeholderData: keepPreviousData,
    enabled: stamp > 0 && keys !== "",
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const groups = data?.items ?? nothing;
  const overall = useMemo(() => {
    const bests = new Map<string, number>();
    for (const { best } of groups) {
      for (const [index, { id, isLowerBetter }] of asked.entries()) {
        const value = best[index];
        if (value === null || value === undefined) continue;
        const better = isLowerBetter ? Math.min : Math.max;
        bests.set(id, better(bests.get(id) ?? Number(value), Number(value)));
      }
    }
    return bests;
  }, [groups, asked]);
  return { groups, overall };
}
