import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Curve, MetricPoint, Run } from "../../../src/contract/records/experiments.ts";
import { api } from "../../data/api.ts";
import { useLive, useSignals } from "../../data/use-live.tsx";
import { appendPoints, type NewPoint } from "./append-points.ts";
import type { Zoom } from "./zoom.ts";
import { curvesKey } from "./use-curve.ts";

const gatherMs = 250;
/** With more points than this a curve is asked for anew, sampled. */
const mostPoints = 5_000;
/** Points that wait for their curve; of more, the curves' ends are asked for. */
const mostWaiting = 20_000;
const tailPoints = 2_500;

/**
 * Puts points into the curves that are shown as the server tells of them. Where it tells of more than it says, and
 * when the line was down, only what came behind the last point seen is asked for. When the run has ended, each curve
 * is read once more, so that what came out of order is there.
 */
export function useLiveCurves({ id, state }: Run): void {
  const queries = useQueryClient();
  const listen = useSignals();
  const line = useLive();
  const catchUp = useRef<() => void>(() => undefined);
  useEffect(() => {
    const waiting = new Map<string, NewPoint[]>();
    const lagging = new Set<string>();
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => (timer ??= setTimeout(() => void flush(), gatherMs));
    const flush = async () => {
      timer = undefined;
      const points = new Map(waiting);
      const behind = new Set(lagging);
      waiting.clear();
      lagging.clear();
      count = 0;
      for (const shown of shownCurves(queries, id)) {
        const { key, curve, isFetching } = shown;
        const fresh = points.get(key) ?? [];
        if (isFetching) {
          // It may have been read before these came: they are put in when it is here.
          if (fresh.length > 0) waiting.set(key, fresh);
          if (behind.has(key)) lagging.add(key);
          count += fresh.length;
        } else if (behind.has(key)) await readTail(queries, id, shown);
        else if (fresh.length > 0) put(queries, shown, appendPoints(curve, within(shown.zoom, fresh)));
      }
      if (count > 0 || lagging.size > 0) later();
    };
    const lag = () => {
      for (const { key } of shownCurves(queries, id)) lagging.add(key);
      waiting.clear();
      count = 0;
      later();
    };
    catchUp.current = lag;
    const stop = listen((signal) => {
      if (signal.topic !== "metric" || signal.subject !== id) return;
      const { points, logged } = signal.data as unknown as { points: MetricPoint[]; logged: number };
      if (logged > points.length || count + points.length > mostWaiting) return lag();
      count += points.length;
      for (const point of points) {
        const of = waiting.get(point.key) ?? [];
        of.push(point);
        waiting.set(point.key, of);
      }
      later();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, listen, queries]);

  const wasDown = useRef(false);
  useEffect(() => {
    if (line === "offline") wasDown.current = true;
    else if (line === "live" && wasDown.current) {
      wasDown.current = false;
      catchUp.current();
    }
  }, [line]);

  const wasRunning = useRef(state === "running");
  useEffect(() => {
    if (wasRunning.current && state !== "running")
      void queries.invalidateQueries({ queryKey: [curvesKey, id] });
    wasRunning.current = state === "running";
  }, [queries, id, state]);
}

interface Shown {
  readonly queryKey: readonly unknown[];
  readonly key: string;
  readonly zoom: Zoom | null;
  readonly curve: Curve;
  readonly isFetching: boolean;
}

/** Curves that are here or on their way; others will be read when they come into view. */
function shownCurves(queries: QueryClient, runId: string): Shown[] {
  return queries
    .getQueryCache()
    .findAll({ queryKey: [curvesKey, runId] })
    .filter(({ state }) => state.data !== undefined || state.fetchStatus === "fetching")
    .map(({ queryKey, state }) => {
      const [, , key, zoom] = queryKey as readonly [string, string, string, Zoom | null];
      const empty: Curve = { key, count: 0, steps: [], times: [], values: [] };
      const curve = (state.data as Curve | undefined) ?? empty;
      return { queryKey, key, zoom, curve, isFetching: state.fetchStatus === "fetching" };
    });
}

function within(zoom: Zoom | null, points: readonly NewPoint[]): readonly NewPoint[] {
  if (zoom === null) return points;
  const place = ({ step, at }: NewPoint) => (zoom.of === "step" ? step : at);
  return points.filter((point) => place(point) >= zoom.from && place(point) <= zoom.to);
}

function put(queries: QueryClient, { queryKey }: Shown, curve: Curve): void {
  if (curve.steps.length > mostPoints) void queries.invalidateQueries({ queryKey, exact: true });
  else queries.setQueryData(queryKey, curve);
}

/** Asks for what came at or after the last point that is there. */
async function readTail(queries: QueryClient, runId: string, shown: Shown): Promise<void> {
  const from = shown.curve.times.reduce((last, at) => Math.max(last, at), 0);
  const query = { keys: shown.key, axis: "time", from, points: tailPoints } as const;
  const answer = await api.experiments.curves({ params: { id: runId }, query }).catch(() => undefined);
  const tail = answer?.curves[0];
  const now = queries.getQueryData<Curve>(shown.queryKey);
  if (tail === undefined || now === undefined) return;
  const points = tail.steps.map((step, index) => ({
    step,
    at: tail.times[index] ?? 0,
    value: tail.values[index] ?? "NaN",
  }));
  // What the tail holds beyond its sample counts, too.
  const whole = appendPoints(now, within(shown.zoom, points));
  put(queries, shown, { ...whole, count: whole.count + tail.count - points.length });
}
