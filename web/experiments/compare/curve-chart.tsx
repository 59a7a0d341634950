import { useCallback, useMemo, useRef, type PointerEvent } from "react";
import type { ComparedCurve } from "../../../src/contract/http/compare.ts";
import { Frame } from "../../charts/frame.tsx";
import { boxOf, drawAxes, xAt, yAt } from "../../charts/plot/draw-axes.ts";
import { pointOf } from "../../charts/plot/pointer.ts";
import { placeOf, type Scale, scaleOf, ticksOf, valueAt } from "../../charts/plot/scale.ts";
import { type Size, useLayers } from "../../charts/plot/use-layers.ts";
import { useText } from "../../i18n/use-text.ts";
import { useComparison } from "./comparison.tsx";
import { type CurveAxis, heightOf, linesOf, nearestPoint, traceLine } from "./curve-lines.ts";
import { useFocus, useOnFocus } from "./focus.tsx";
import { Tip, useTip } from "./tip.tsx";
import { useFieldWords } from "./words.ts";

const height = 300;
/** How near the pointer must be to a line, in pixels. */
const reach = 40;

/** One metric of all runs over each other: drag to see a part, double click to see all again. */
export function CurveChart(props: {
  title: string;
  curves: readonly ComparedCurve[];
  by: CurveAxis;
  weight: number;
  isLog: boolean;
  zoom: { readonly from: number; readonly to: number } | null;
  onZoom: (zoom: { from: number; to: number } | null) => void;
}) {
  const { curves, by, weight, isLog, zoom, onZoom } = props;
  const { t, format } = useText();
  const words = useFieldWords();
  const { runs, look, colouring, isShown, shown, pinned, indexOf, pin } = useComparison();
  const focus = useFocus();
  const tip = useTip();
  const drag = useRef<{ from: number; to: number } | null>(null);

  const lines = useMemo(
    () => linesOf(curves, new Map(runs.map((run) => [run.id, run])), by, weight),
    [curves, runs, by, weight],
  );
  const seen = useMemo(() => lines.filter(({ runId }) => isShown[indexOf(runId)]), [lines, isShown, indexOf]);
  const scales = useMemo((): { x: Scale; y: Scale } | null => {
    const whole = scaleOf(
      seen.flatMap(({ xs }) => [xs[0] ?? null, xs.at(-1) ?? null]),
      by === "wall" ? "time" : "linear",
    );
    if (whole === null) return null;
    const x = zoom === null ? whole : { ...whole, ...zoom };
    const y = heightOf(seen, x, isLog);
    return y === null ? null : { x, y };
  }, [seen, by, zoom, isLog]);

  const xText = useCallback(
    (x: number) =>
      by === "step"
        ? words.mark(x)
        : by === "wall"
          ? format.moment(x)
          : x === 0
            ? "0"
            : format.duration(x * 1_000),
    [by, words, format],
  );
  const xLabel = by === "step" ? t("trial.step") : by === "wall" ? t("compare.wall") : t("compare.relative");

  const stroke = useCallback(
    (pen: CanvasRenderingContext2D, size: Size, ids: ReadonlySet<string> | null, width: number) => {
      if (scales === null) return;
      const box = boxOf(size);
      pen.save();
      pen.beginPath();
      pen.rect(box.left, box.top - 2, box.right - box.left, box.bottom - box.top + 4);
      pen.clip();
      pen.lineJoin = "round";
      const at = { x: (place: number) => xAt(box, place), y: (place: number) => yAt(box, place) };
      for (const line of seen) {
        if (ids !== null && !ids.has(line.runId)) continue;
        const index = indexOf(line.runId);
        pen.beginPath();
        traceLine(pen, line, scales, at);
        pen.setLineDash([...(colouring.dashes[index] ?? [])]);
        if (ids !== null) {
          pen.strokeStyle = look.surface;
          pen.lineWidth = width + 3;
          pen.stroke();
        }
        pen.strokeStyle = colouring.colours[index] ?? look.quiet;
        pen.lineWidth = width;
        pen.stroke();
      }
      pen.restore();
    },
    [scales, seen, colouring, look, indexOf],
  );
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, size: Size) => {
      if (scales === null) return;
      const box = boxOf(size);
      const xTicks = ticksOf(scales.x, Math.max(2, size.width / 110));
      drawAxes(pen, look, box, {
        x: xTicks.map((value) => ({
          place: placeOf(scales.x, value) ?? 0,
          text: by === "wall" ? format.tick(value) : xText(value),
        })),
        y: ticksOf(scales.y, 5).map((value) => ({
          place: placeOf(scales.y, value) ?? 0,
          text: words.mark(value),
        })),
        xLabel,
      });
      pen.globalAlpha = shown > 40 ? 0.6 : 0.9;
      stroke(pen, size, null, shown > 40 ? 1 : 1.6);
      pen.globalAlpha = 1;
    },
    [scales, look, by, format, words, xText, xLabel, shown, stroke],
  );
  const over = useCallback(
    (pen: CanvasRenderingContext2D, size: Size) => {
      const box = boxOf(size);
      const marked = new Set([pinned, focus.get() ?? ""]);
      stroke(pen, size, marked, 2.8);
      if (drag.current !== null) {
        const { from, to } = drag.current;
        pen.fillStyle = `${look.series[0] ?? look.text}33`;
        pen.fillRect(Math.min(from, to), box.top, Math.abs(to - from), box.bottom - box.top);
      }
    },
    [pinned, focus, stroke, look],
  );
  const layers = useLayers(draw, over);
  useOnFocus(layers.redrawOver);

  const valueOfX = (x: number): number => {
    const box = boxOf(layers.size());
    const place = (x - box.left) / (box.right - box.left);
    return scales === null ? 0 : valueAt(scales.x, Math.min(1, Math.max(0, place)));
  };
  const nearest = (point: { x: number; y: number }) => {
    if (scales === null) return null;
    const box = boxOf(layers.size());
    const x = valueOfX(point.x);
    let found: { runId: string; x: number; y: number; left: number; top: number; far: number } | null = null;
    for (const line of seen) {
      const index = nearestPoint(line, x);
      const [px, py] = [line.xs[index], line.ys[index]];
      const place = placeOf(scales.y, py ?? null);
      if (px === undefined || py === null || py === undefined || place === null) continue;
      const left = xAt(box, placeOf(scales.x, px) ?? 0);
      const top = yAt(box, place);
      const far = Math.hypot(top - point.y, (left - point.x) / 3);
      if (far < (found?.far ?? reach)) found = { runId: line.runId, x: px, y: py, left, top, far };
    }
    return found;
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const point = pointOf(event);
    if (drag.current !== null) {
      drag.current.to = point.x;
      layers.redrawOver();
      return;
    }
    const found = nearest(point);
    focus.set(found?.runId ?? null);
    tip.say(
      found === null
        ? null
        : {
            left: found.left,
            top: found.top,
            title: runs[indexOf(found.runId)]?.name ?? "",
            lines: [`${props.title} ${words.value(found.y)}`, `${xLabel} ${xText(found.x)}`],
          },
    );
  };
  const onUp = (event: PointerEvent<HTMLDivElement>) => {
    const dragged = drag.current;
    drag.current = null;
    layers.redrawOver();
    if (dragged === null) return;
    if (Math.abs(dragged.to - dragged.from) < 6) {
      const found = nearest(pointOf(event));
      if (found !== null) pin(found.runId);
      return;
    }
    const [from, to] = [valueOfX(dragged.from), valueOfX(dragged.to)].sort((a, b) => a - b);
    if (from !== undefined && to !== undefined && from < to) onZoom({ from, to });
  };
  const onLeave = () => {
    if (drag.current !== null) return;
    focus.set(null);
    tip.say(null);
  };
  const table = useMemo(
    () => ({
      columns: [t("trial.one"), t("compare.points"), t("compare.min"), t("compare.max"), t("compare.last")],
      rows: seen.map((line) => {
        const summary = runs[indexOf(line.runId)]?.metrics[props.title];
        return [
          runs[indexOf(line.runId)]?.name ?? line.runId,
          line.logged,
          Number(summary?.min),
          Number(summary?.max),
          Number(summary?.last),
        ];
      }),
    }),
    [t, seen, runs, indexOf, props.title],
  );
  const isStill =
    zoom === null &&
    by === "step" &&
    lines.length > 0 &&
    lines.every(({ xs, logged }) => xs.length < 3 && logged > 2);
  return (
    <div>
      <Frame title={props.title} unit={t("compare.curves.of", { count: seen.length })} table={table}>
        {scales === null ? (
          <p className="dim">{t(isLog ? "compare.curves.noLog" : "compare.curves.none")}</p>
        ) : (
          <div
            className="compare-canvas"
            style={{ height }}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              const { x } = pointOf(event);
              drag.current = { from: x, to: x };
            }}
            onPointerMove={onMove}
            onPointerUp={onUp}
            onPointerCancel={() => (drag.current = null)}
            onPointerLeave={onLeave}
            onDoubleClick={() => onZoom(null)}
          >
            <canvas ref={layers.base} />
            <canvas ref={layers.over} />
            <Tip store={tip} />
          </div>
        )}
      </Frame>
      {isStill ? <p className="small dim">{t("compare.curves.noSteps")}</p> : null}
    </div>
  );
}
