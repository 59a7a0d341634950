import { useDeferredValue, useMemo } from "react";
import type { Curve, Run } from "../../../src/contract/records/experiments.ts";
import { CurveChart } from "../../charts/curve-chart.tsx";
import type { ChartTable } from "../../charts/csv.ts";
import { api } from "../../data/api.ts";
import { useText, type Text } from "../../i18n/use-text.ts";
import { PageProblem } from "../../parts/problem.tsx";
import { PartSkeleton } from "../../parts/skeletons.tsx";
import { useSeen } from "../../parts/use-seen.ts";
import type { ChartSettings, Zoom } from "./zoom.ts";
import { lineOf, rangeOf, zoomOf } from "./curve-line.ts";
import { useCurve } from "./use-curve.ts";

/** The chart of one metric. It is read and drawn when it comes into view. */
export function CurveCard(props: {
  run: Run;
  metric: string;
  settings: ChartSettings;
  onZoom: (zoom: Zoom | undefined) => void;
}) {
  const { run, metric, settings } = props;
  const [place, isSeen] = useSeen<HTMLDivElement>();
  const { curve, error } = useCurve({ runId: run.id, metric, zoom: settings.zoom, isSeen });
  return (
    <div ref={place} className="curve-card" data-metric={metric}>
      {curve !== undefined ? <Drawn {...props} curve={curve} /> : null}
      {curve === undefined && error !== null ? <PageProblem error={error} /> : null}
      {curve === undefined && error === null && isSeen ? <PartSkeleton height={240} /> : null}
    </div>
  );
}

function Drawn(props: {
  run: Run;
  metric: string;
  settings: ChartSettings;
  onZoom: (zoom: Zoom | undefined) => void;
  curve: Curve;
}) {
  const { run, metric, curve, settings, onZoom } = props;
  const { axis, isLog, smoothing, zoom } = settings;
  const words = useText();
  const { line, unplaced } = useMemo(
    () => lineOf(curve, { axis, isLog, smoothing }, run.startedAt),
    [curve, axis, isLog, smoothing, run.startedAt],
  );
  const range = useMemo(
    () => (zoom === undefined ? undefined : rangeOf(axis, run.startedAt, zoom)),
    [axis, run.startedAt, zoom],
  );
  const quiet = useDeferredValue(curve);
  const table = useMemo(() => tableOf(quiet, words, rowsOfTable), [quiet, words]);
  return (
    <CurveChart
      title={metric}
      note={noteOf(curve, unplaced, words)}
      axis={axis}
      isLog={isLog}
      line={line}
      zoom={range}
      onZoom={(ends) => onZoom(ends === undefined ? undefined : zoomOf(axis, run.startedAt, ends))}
      table={table}
      whole={() => wholeOf(run.id, metric, words)}
    />
  );
}

/** Rows of the table for screen readers, evenly over the curve. */
const rowsOfTable = 40;

/** How many points, how many of them are drawn, and which have no place on the axis. */
function noteOf(
  { count, steps }: Curve,
  unplaced: ReturnType<typeof lineOf>["unplaced"],
  { t, format }: Text,
): string {
  if (count === 0) return t("run.curve.none");
  const parts = [
    count > steps.length
      ? t("run.curve.sampled", { shown: format.integer(steps.length), count: format.integer(count) })
      : t("run.curve.points", { count, shown: format.integer(count) }),
  ];
  if (unplaced.nan > 0) parts.push(t("run.curve.nan", { count: format.integer(unplaced.nan) }));
  if (unplaced.up > 0) parts.push(t("run.curve.up", { count: format.integer(unplaced.up) }));
  if (unplaced.down > 0) parts.push(t("run.curve.down", { count: format.integer(unplaced.down) }));
  if (unplaced.low > 0) parts.push(t("run.curve.low", { count: format.integer(unplaced.low) }));
  return parts.join(" · ");
}

function tableOf({ steps, times, values }: Curve, { t, format }: Text, most: number): ChartTable {
  const stride = Math.max(1, (steps.length - 1) / Math.max(1, most - 1));
  const shown = Math.min(steps.length, most);
  return {
    columns: [t("trial.step"), t("run.time"), t("run.value")],
    rows: Array.from({ length: shown }, (_, row) => {
      const index = Math.min(Math.round(row * stride), steps.length - 1);
      return [steps[index] ?? null, format.time(times[index] ?? 0), values[index] ?? null];
    }),
  };
}

/** Every point of the history, for whoever takes it along. */
async function wholeOf(runId: string, key: string, { t }: Text): Promise<ChartTable> {
  const { points } = await api.experiments.metrics({ params: { id: runId }, query: { key } });
  return {
    columns: [t("trial.step"), t("run.time"), t("run.value")],
    rows: points.map(({ step, at, value }) => [step, new Date(at).toISOString(), value]),
  };
}
