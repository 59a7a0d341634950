import { Button, Checkbox, MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import { PartSkeleton } from "../../parts/skeletons.tsx";
import { askCurves } from "./ask-compare.ts";
import { useComparison } from "./comparison.tsx";
import { CurveChart } from "./curve-chart.tsx";
import { type CurveAxis, curveAxes } from "./curve-lines.ts";
import { Lazy } from "./lazy.tsx";

/** How did they learn? One chart a metric, all runs over each other. */
export function CurvesSection() {
  const { t, say, format } = useText();
  const { runs } = useComparison();
  const [keysText, setKeys] = useUrlState("curves");
  const [axisText, setAxis] = useUrlState("axis");
  const [smoothText, setSmooth] = useUrlState("smooth");
  const [scaleText, setScale] = useUrlState("y");
  const [zoomText, setZoomText] = useUrlState("zoom");
  const by: CurveAxis = curveAxes.find((axis) => axis === axisText) ?? "step";
  const percent = Number.isFinite(Number(smoothText)) ? Math.min(99, Math.max(0, Number(smoothText))) : 0;
  const keys = useMemo(() => metricKeys(runs), [runs]);
  const chosen = keysText === "" ? keys.slice(0, 3) : keysText.split(",").filter((key) => keys.includes(key));
  // the address is a moment behind a slider that is being drawn
  const [held, setHeld] = useState<number | null>(null);
  const zoom = useMemo(() => readZoom(zoomText), [zoomText]);
  const onZoom = useCallback(
    (next: { from: number; to: number } | null) =>
      setZoomText(next === null ? "" : [next.from, next.to].map((x) => Number(x.toPrecision(14))).join("~")),
    [setZoomText],
  );
  if (keys.length === 0) return null;
  return (
    <Panel title={t("compare.curves")} note={t("compare.curves.note")}>
      <div className="compare-tools">
        <MultiSelect
          size="xs"
          label={t("compare.metrics")}
          data={[...keys].sort()}
          value={chosen}
          onChange={(next) => setKeys(next.join(","))}
          searchable
          limit={100}
          maxValues={20}
          className="compare-wide"
        />
        <Select
          label={t("compare.axis")}
          data={curveAxes.map((value) => ({ value, label: say(`compare.axis.${value}`) }))}
          value={by}
          allowDeselect={false}
          onChange={(value) => {
            setAxis(value === "step" ? "" : (value ?? ""));
            setZoomText("");
          }}
        />
        <label className="compare-slider">
          <span>{t("compare.smooth", { percent: format.integer(held ?? percent) })}</span>
          <input
            type="range"
            min={0}
            max={99}
            value={held ?? percent}
            onChange={({ currentTarget: { value } }) => {
              setHeld(Number(value));
              setSmooth(value === "0" ? "" : value);
            }}
            onBlur={() => setHeld(null)}
          />
        </label>
        <Checkbox
          size="xs"
          label={t("compare.logY")}
          checked={scaleText === "log"}
          onChange={(event) => setScale(event.currentTarget.checked ? "log" : "")}
        />
        {zoom === null ? null : (
          <Button variant="default" onClick={() => onZoom(null)}>
            {t("compare.zoom.reset")}
          </Button>
        )}
      </div>
      <div className="compare-charts">
        {chosen.map((key) => (
          <Lazy key={key} height={340}>
            <Curves
              metric={key}
              by={by}
              weight={percent / 100}
              isLog={scaleText === "log"}
              zoom={zoom}
              onZoom={onZoom}
            />
          </Lazy>
        ))}
      </div>
    </Panel>
  );
}

function Curves(props: {
  metric: string;
  by: CurveAxis;
  weight: number;
  isLog: boolean;
  zoom: { from: number; to: number } | null;
  onZoom: (zoom: { from: number; to: number } | null) => void;
}) {
  const { metric, by, ...rest } = props;
  const { runs } = useComparison();
  const ids = useMemo(() => runs.map(({ id }) => id), [runs]);
  const { zoom } = rest;
  const along = useMemo(() => {
    const axis = by === "step" ? ("step" as const) : ("time" as const);
    // seconds since the start are other moments in each run
    if (zoom === null || by === "relative") return { by: axis, within: undefined };
    const more = (zoom.to - zoom.from) / 20;
    return { by: axis, within: { from: zoom.from - more, to: zoom.to + more } };
  }, [by, zoom]);
  const isLive = runs.some(({ state }) => state === "running");
  const { data, error } = useQuery(askCurves(ids, metric, along, isLive));
  if (data !== undefined) return <CurveChart title={metric} curves={data.curves} by={by} {...rest} />;
  return error === null ? <PartSkeleton height={330} /> : <PageProblem error={error} />;
}

const system = "system/";

/** Those that most runs have first; what the machine did comes last. */
function metricKeys(runs: ReturnType<typeof useComparison>["runs"]): readonly string[] {
  const counts = new Map<string, number>();
  for (const run of runs) {
    // one point is a dot: curves come before single values
    for (const [key, { lastStep }] of Object.entries(run.metrics)) {
      counts.set(key, (counts.get(key) ?? 0) + 1 + (lastStep > 0 ? 1 : 0));
    }
  }
  return [...counts.keys()].sort(
    (a, b) =>
      Number(a.startsWith(system)) - Number(b.startsWith(system)) ||
      (counts.get(b) ?? 0) - (counts.get(a) ?? 0) ||
      (a < b ? -1 : a > b ? 1 : 0),
  );
}

function readZoom(text: string): { from: number; to: number } | null {
  const [from = Number.NaN, to = Number.NaN] = text
    .split("~")
    .map((part) => (part === "" ? Number.NaN : Number(part)));
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : null;
}
