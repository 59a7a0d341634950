import { useCallback, useMemo, type PointerEvent } from "react";
import { Frame } from "../../charts/frame.tsx";
import { boxOf, drawAxes, xAt, yAt } from "../../charts/plot/draw-axes.ts";
import { pointOf } from "../../charts/plot/pointer.ts";
import { valueAt } from "../../charts/plot/scale.ts";
import { shadeAt } from "../../charts/plot/sequential.ts";
import { bandsOf, heightAt, type Measured, surfaceOf } from "../../charts/plot/surface.ts";
import { type Size, useLayers } from "../../charts/plot/use-layers.ts";
import { useText } from "../../i18n/use-text.ts";
import { axisOf, marksOf } from "./axis.ts";
import { useComparison } from "./comparison.tsx";
import type { Field } from "./fields.ts";
import { useFocus, useOnFocus } from "./focus.tsx";
import { ShadeLegend } from "./shade-legend.tsx";
import { Tip, useTip } from "./tip.tsx";
import { useFieldWords } from "./words.ts";

const height = 420;
const reach = 18;
/** Ten even steps from the least to the greatest. */
const levels = Array.from({ length: 11 }, (_, at) => at / 10);

/** One point a run; with a third field the surface between them. */
export function ScatterChart({ x, y, z }: { x: Field; y: Field; z: Field | null }) {
  const { t } = useText();
  const words = useFieldWords();
  const { runs, look, scheme, colouring, isShown, isLog, pinned, pin, indexOf } = useComparison();
  const focus = useFocus();
  const tip = useTip();
  const axes = useMemo(
    () => ({ x: axisOf(runs, x, isLog(x), 0.05), y: axisOf(runs, y, isLog(y), 0.05) }),
    [runs, x, y, isLog],
  );
  const heights = useMemo(() => (z === null ? null : axisOf(runs, z, isLog(z))), [runs, z, isLog]);
  const surface = useMemo(() => {
    if (heights === null) return null;
    const points = [...runs.keys()].flatMap((at): Measured[] => {
      const [px, py, pz] = [axes.x.places[at], axes.y.places[at], heights.places[at]];
      return typeof px === "number" && typeof py === "number" && typeof pz === "number" && isShown[at]
        ? [{ x: px, y: py, z: pz }]
        : [];
    });
    return surfaceOf(points);
  }, [runs, axes, heights, isShown]);
  const bands = useMemo(
    () => (surface === null || typeof surface === "string" ? [] : bandsOf(surface, levels)),
    [surface],
  );
  const colourAt = useCallback(
    (at: number) => {
      if (heights === null) return colouring.colours[at] ?? look.quiet;
      const place = heights.places[at];
      return place === null || place === undefined ? look.quiet : shadeAt(place, scheme);
    },
    [heights, colouring, look, scheme],
  );
  const dot = useCallback(
    (pen: CanvasRenderingContext2D, size: Size, at: number, radius: number) => {
      const [px, py] = [axes.x.places[at], axes.y.places[at]];
      if (typeof px !== "number" || typeof py !== "number") return;
      const box = boxOf(size);
      pen.beginPath();
      pen.arc(xAt(box, px), yAt(box, py), radius, 0, Math.PI * 2);
    },
    [axes],
  );
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, size: Size) => {
      const box = boxOf(size);
      for (const { level, corners } of bands) {
        pen.fillStyle = shadeAt((level + 0.5) / (levels.length - 1), scheme);
        pen.strokeStyle = pen.fillStyle;
        pen.lineWidth = 0.7;
        pen.globalAlpha = 0.75;
        pen.beginPath();
        for (const [cx, cy] of corners) pen.lineTo(xAt(box, cx), yAt(box, cy));
        pen.closePath();
        pen.fill();
      }
      pen.globalAlpha = 1;
      const text = ({ place, value }: { place: number; value: number | string }) => ({
        place,
        text: words.mark(value),
      });
      drawAxes(pen, look, box, {
        x: marksOf(axes.x, size.width / 110).map(text),
        y: marksOf(axes.y, 6).map(text),
        xLabel: words.label(x),
      });
      for (const isTop of [false, true]) {
        for (const at of runs.keys()) {
          if (isShown[at] !== isTop) continue;
          dot(pen, size, at, isTop ? 4.5 : 2.5);
          pen.fillStyle = isTop ? colourAt(at) : look.line;
          pen.fill();
          pen.lineWidth = 1;
          pen.strokeStyle = bands.length > 0 ? look.text : look.surface;
          if (isTop) pen.stroke();
        }
      }
    },
    [bands, scheme, look, axes, words, x, runs, isShown, dot, colourAt],
  );
  const over = useCallback(
    (pen: CanvasRenderingContext2D, size: Size) => {
      for (const id of [pinned, focus.get()]) {
        const at = indexOf(id);
        if (at < 0) continue;
        dot(pen, size, at, 7);
        pen.fillStyle = colourAt(at);
        pen.fill();
        pen.lineWidth = 2.5;
        pen.strokeStyle = look.text;
        pen.stroke();
      }
    },
    [pinned, focus, indexOf, dot, colourAt, look],
  );
  const layers = useLayers(draw, over);
  useOnFocus(layers.redrawOver);

  const nearest = (point: { x: number; y: number }): number => {
    const box = boxOf(layers.size());
    let best = { run: -1, far: reach };
    for (const at of runs.keys()) {
      const [px, py] = [axes.x.places[at], axes.y.places[at]];
      if (typeof px !== "number" || typeof py !== "number" || !isShown[at]) continue;
      const far = Math.hypot(xAt(box, px) - point.x, yAt(box, py) - point.y);
      if (far < best.far) best = { run: at, far };
    }
    return best.run;
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const point = pointOf(event);
    const at = nearest(point);
    const run = runs[at];
    focus.set(run?.id ?? null);
    const place = { left: point.x, top: point.y };
    if (run !== undefined) {
      const of = [
        axes.x,
        axes.y,
        ...(heights === null ? (colouring.axis === null ? [] : [colouring.axis]) : [heights]),
      ];
      tip.say({
        ...place,
        title: run.name,
        lines: [
          ...new Set(of.map((axis) => `${words.label(axis.field)} ${words.value(axis.values[at] ?? null)}`)),
        ],
      });
      return;
    }
    const box = boxOf(layers.size());
    const between =
      surface === null || typeof surface === "string"
        ? null
        : heightAt(
            surface,
            (point.x - box.left) / (box.right - box.left),
            (box.bottom - point.y) / (box.bottom - box.top),
          );
    const scale = heights?.scale ?? null;
    const number = between === null || scale === null ? null : valueAt(scale, between);
    tip.say(
      number === null || z === null
        ? null
        : {
            ...place,
            title: t("compare.surface.here"),
            lines: [`${words.label(z)} ≈ ${words.value(number)}`],
          },
    );
  };
  const table = useMemo(() => {
    const of = [axes.x, axes.y, ...(heights === null ? [] : [heights])];
    return {
      columns: [t("trial.one"), ...of.map(({ field }) => words.label(field))],
      rows: [...runs.entries()]
        .filter(([at]) => isShown[at])
        .map(([at, { name }]) => [name, ...of.map(({ values }) => values[at] ?? null)]),
    };
  }, [axes, heights, runs, isShown, t, words]);
  const without = [...runs.keys()].filter(
    (at) => isShown[at] && (axes.x.places[at] === null || axes.y.places[at] === null),
  ).length;
  return (
    <>
      <Frame title={`${words.label(y)} × ${words.label(x)}`} unit={words.label(y)} table={table}>
        <div
          className="compare-canvas"
          style={{ height }}
          onPointerMove={onMove}
          onPointerUp={(event) => {
            const run = runs[nearest(pointOf(event))];
            if (run !== undefined) pin(run.id);
          }}
          onPointerLeave={() => {
            focus.set(null);
            tip.say(null);
          }}
        >
          <canvas ref={layers.base} />
          <canvas ref={layers.over} />
          <Tip store={tip} />
        </div>
      </Frame>
      {heights === null ? null : <ShadeLegend axis={heights} />}
      {without === 0 ? null : <p className="small dim">{t("compare.scatter.without", { count: without })}</p>}
      {surface === "few" ? <p className="compare-notice">{t("compare.surface.few")}</p> : null}
      {surface === "in-line" ? <p className="compare-notice">{t("compare.surface.inLine")}</p> : null}
      {z === null ? null : <p className="small dim">{t("compare.surface.how")}</p>}
    </>
  );
}
