import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, ask } from "../../data/api.ts";
import type { View } from "./view.ts";

/**
 * The ids of the runs of a view, in order. They stay as they are while runs go on, so that no row moves under the
 * reader; `useNewcomers` tells what has come since.
 */
export function useRunList(experiment: string, view: View) {
  const { filter, order, group, show } = view;
  return useQuery({
    queryKey: ["run-list", experiment, filter, order, group, show],
    queryFn: () =>
      api.experiments.runIds({
        params: { id: experiment },
        query: { filter, order, group, view: show },
      }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    gcTime: 60_000,
    refetchOnReconnect: false,
  });
}
export type RunList = ReturnType<typeof useRunList>;

const shortestWaitMs = 1_000;

/** How many runs more (or fewer) there are than in the list; looked after when something happens, but seldom. */
export function useNewcomers(experiment: string, view: View, list: RunList): number {
  const { filter, show } = view;
  const { dataUpdatedAt: happened } = useQuery(ask("experiments", "show", { params: { id: experiment } }));
  const [found, setFound] = useState({ runs: 0, at: 0 });
  const { data, dataUpdatedAt: listedAt, isPlaceholderData } = list;
  const isKnown = data !== undefined && !isPlaceholderData && !data.isCut;
  const listed = data?.ids.length ?? 0;
  // A count of many runs takes its time: the more, the less often.
  const waitMs = shortestWaitMs + listed / 50;
  const turn = Math.floor(happened / waitMs);
  const checkedTurn = useRef(turn);
  useEffect(() => {
    if (!isKnown || happened <= listedAt) return undefined;
    let isGone = false;
    const check = () =>
      void api.experiments
        .count({ params: { id: experiment }, query: { filter, view: show } })
        .then(({ runs }) => {
          if (!isGone) setFound({ runs, at: listedAt });
        })
        .catch(() => undefined);
    // While things go on all the time, once a turn; and once more when they have come to rest.
    if (checkedTurn.current !== turn) check();
    checkedTurn.current = turn;
    const timer = setTimeout(check, waitMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [experiment, filter, show, happened, listedAt, isKnown, turn, waitMs]);
  return isKnown && found.at === listedAt ? found.runs - listed : 0;
}
