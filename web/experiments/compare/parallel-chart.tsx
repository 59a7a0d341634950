import { useCallback, useMemo, useRef, type PointerEvent } from "react";
import { Frame } from "../../charts/frame.tsx";
import { clipped, font } from "../../charts/plot/draw-axes.ts";
import { pointOf } from "../../charts/plot/pointer.ts";
import { placeOf } from "../../charts/plot/scale.ts";
import { type Size, useLayers } from "../../charts/plot/use-layers.ts";
import { useText } from "../../i18n/use-text.ts";
import { type Axis, axisOf, marksOf, rangeOf } from "./axis.ts";
import type { Brush } from "./brushes.ts";
import { useComparison } from "./comparison.tsx";
import type { Field } from "./fields.ts";
import { useFocus, useOnFocus } from "./focus.tsx";
import { Tip, useTip } from "./tip.tsx";
import { useFieldWords } from "./words.ts";

const height = 340;
const top = 40;
const bottom = height - 44;
/** Where runs without a value cross an axis: below its foot. */
const nowhere = height - 16;
const axisWidth = 112;
const reach = 16;

/** One line a run, one axis a field; drag along an axis to keep only the runs that cross it there. */
export function ParallelChart({ fields }: { fields: readonly Field[] }) {
  const { t } = useText();
  const words = useFieldWords();
  const { runs, look, colouring, isShown, shown, brushes, brush, isLog, pinned, pin, indexOf } =
    useComparison();
  const focus = useFocus();
  const tip = useTip();
  const drag = useRef<{ axis: Axis; left: number; from: number; to: number } | null>(null);
  const axes = useMemo(() => fields.map((field) => axisOf(runs, field, isLog(field))), [fields, runs, isLog]);

  const leftOf = useCallback(
    (at: number, width: number) => 56 + (axes.length < 2 ? 0 : (at / (axes.length - 1)) * (width - 112)),
    [axes],
  );
  const trace = useCallback(
    (pen: CanvasRenderingContext2D, width: number, run: number) => {
      pen.beginPath();
      for (const [at, axis] of axes.entries()) {
        const [x, y] = [leftOf(at, width), yOf(axis.places[run])];
        if (at === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      }
    },
    [axes, leftOf],
  );
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, { width }: Size) => {
      pen.lineWidth = 1;
      pen.strokeStyle = look.line;
      for (const run of runs.keys()) {
        if (isShown[run]) continue;
        trace(pen, width, run);
        pen.stroke();
      }
      pen.globalAlpha = shown > 40 ? 0.65 : 0.9;
      pen.lineWidth = shown > 40 ? 1.2 : 1.8;
      for (const run of runs.keys()) {
        if (!isShown[run]) continue;
        trace(pen, width, run);
        pen.strokeStyle = colouring.colours[run] ?? look.quiet;
        pen.setLineDash([...(colouring.dashes[run] ?? [])]);
        pen.stroke();
      }
      pen.setLineDash([]);
      pen.globalAlpha = 1;
      const room = (width - 112) / Math.max(axes.length - 1, 1);
      for (const [at, axis] of axes.entries()) {
        drawAxis(pen, leftOf(at, width), axis, {
          label: words.label(axis.field),
          none: t("compare.none"),
          room: Math.min(room, 150) - 8,
          mark: words.mark,
          text: look.text,
          dim: look.dim,
          ground: look.surface,
        });
      }
    },
    [axes, runs, isShown, shown, colouring, look, leftOf, trace, words, t],
  );
  const over = useCallback(
    (pen: CanvasRenderingContext2D, { width }: Size) => {
      for (const id of [pinned, focus.get()]) {
        const run = indexOf(id);
        if (run < 0) continue;
        trace(pen, width, run);
        pen.strokeStyle = look.surface;
        pen.lineWidth = 5;
        pen.stroke();
        pen.strokeStyle = colouring.colours[run] ?? look.text;
        pen.lineWidth = 2.8;
        pen.stroke();
      }
      const accent = look.series[0] ?? look.text;
      const bar = (left: number, from: number, to: number) => {
        pen.fillStyle = `${accent}40`;
        pen.strokeStyle = accent;
        pen.lineWidth = 1.5;
        pen.fillRect(left - 7, Math.min(from, to), 14, Math.abs(to - from));
        pen.strokeRect(left - 7, Math.min(from, to), 14, Math.abs(to - from));
      };
      for (const [at, axis] of axes.entries()) {
        const of = brushes.find(({ field }) => field === axis.field.id);
        if (of === undefined || drag.current?.axis === axis) continue;
        const ends = endsOf(axis, of);
        if (ends !== null) bar(leftOf(at, width), yOf(ends[0]) + 3, yOf(ends[1]) - 3);
      }
      if (drag.current !== null) bar(drag.current.left, drag.current.from, drag.current.to);
    },
    [pinned, focus, indexOf, trace, look, colouring, axes, brushes, leftOf],
  );
  const layers = useLayers(draw, over);
  useOnFocus(layers.redrawOver);

  const axisAt = (x: number) => {
    const { width } = layers.size();
    const at = axes.findIndex((_, index) => Math.abs(leftOf(index, width) - x) < reach);
    const axis = axes[at];
    return axis === undefined ? null : { axis, left: leftOf(at, width) };
  };
  const nearest = ({ x, y }: { x: number; y: number }): number => {
    const { width } = layers.size();
    const right = axes.findIndex((_, at) => leftOf(at, width) > x);
    if (right < 1) return -1;
    const [x0, x1] = [leftOf(right - 1, width), leftOf(right, width)];
    const share = (x - x0) / (x1 - x0);
    let best = { run: -1, far: reach };
    for (const run of runs.keys()) {
      if (!isShown[run]) continue;
      const [y0, y1] = [yOf(axes[right - 1]?.places[run]), yOf(axes[right]?.places[run])];
      const far = Math.abs(y0 + share * (y1 - y0) - y);
      if (far < best.far) best = { run, far };
    }
    return best.run;
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const point = pointOf(event);
    if (drag.current !== null) {
      drag.current.to = Math.min(bottom + 6, Math.max(top - 6, point.y));
      layers.redrawOver();
      return;
    }
    event.currentTarget.style.cursor = axisAt(point.x) === null ? "default" : "ns-resize";
    const run = runs[nearest(point)];
    focus.set(run?.id ?? null);
    tip.say(
      run === undefined
        ? null
        : {
            left: point.x,
            top: point.y,
            title: run.name,
            lines: axes
              .slice(0, 8)
              .map(
                (axis) => `${words.label(axis.field)} ${words.value(axis.values[indexOf(run.id)] ?? null)}`,
              ),
          },
    );
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    const point = pointOf(event);
    const found = axisAt(point.x);
    if (event.button !== 0 || found === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { ...found, from: point.y, to: point.y };
    tip.say(null);
  };
  const onUp = (event: PointerEvent<HTMLDivElement>) => {
    const dragged = drag.current;
    drag.current = null;
    layers.redrawOver();
    if (dragged === null) {
      const run = runs[nearest(pointOf(event))];
      if (run !== undefined) pin(run.id);
      return;
    }
    const [low, high] = [dragged.from, dragged.to]
      .map((y) => (bottom - y) / (bottom - top))
      .sort((a, b) => a - b) as [number, number];
    const isClick = Math.abs(dragged.to - dragged.from) < 5;
    const range = isClick ? null : rangeOf(dragged.axis, low, high);
    brush(dragged.axis.field.id, range !== null && range.from <= range.to ? range : null);
  };
  const table = useMemo(
    () => ({
      columns: [t("trial.one"), ...axes.map(({ field }) => words.label(field))],
      rows: [...runs.entries()]
        .filter(([at]) => isShown[at])
        .map(([at, { name }]) => [name, ...axes.map(({ values }) => values[at] ?? null)]),
    }),
    [axes, runs, isShown, t, words],
  );
  return (
    <Frame title={t("compare.parallel")} unit={t("compare.parallel.unit")} table={table}>
      <div className="compare-scroll">
        <div
          className="compare-canvas"
          style={{ height, minWidth: axes.length * axisWidth }}
          onPointerDown={onDown}
          onPointerMove={onMove}
          onPointerUp={onUp}
          onPointerCancel={() => (drag.current = null)}
          onPointerLeave={() => {
            focus.set(null);
            tip.say(null);
          }}
        >
          <canvas ref={layers.base} />
          <canvas ref={layers.over} />
          <Tip store={tip} />
        </div>
      </div>
    </Frame>
  );
}

function yOf(place: number | null | undefined): number {
  return place === null || place === undefined ? nowhere : bottom - place * (bottom - top);
}

/** The places of a brush's ends on its axis. */
function endsOf(axis: Axis, { from, to }: Brush): readonly [number, number] | null {
  if (axis.scale === null) {
    const last = axis.categories.length - 1;
    return last < 1 ? [0.4, 0.6] : [from / last - 0.02, to / last + 0.02];
  }
  const low = placeOf(axis.scale, from) ?? 0;
  const high = placeOf(axis.scale, to);
  return high === null ? null : [Math.max(0, low), Math.min(1, high)];
}

interface AxisLook {
  readonly label: string;
  readonly none: string;
  readonly room: number;
  readonly mark: (value: number | string) => string;
  readonly text: string;
  readonly dim: string;
  readonly ground: string;
}

function drawAxis(pen: CanvasRenderingContext2D, x: number, axis: Axis, look: AxisLook): void {
  pen.font = font;
  pen.strokeStyle = look.dim;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(Math.round(x) + 0.5, top);
  pen.lineTo(Math.round(x) + 0.5, bottom);
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = look.text;
  pen.fillText(clipped(pen, look.label, look.room), x, 16);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const write = (text: string, y: number) => {
    const shown = clipped(pen, text, look.room - 16);
    // words stand on the lines, so the ground is kept free under them
    pen.globalAlpha = 0.75;
    pen.fillStyle = look.ground;
    pen.fillRect(x + 4, y - 7, pen.measureText(shown).width + 4, 14);
    pen.globalAlpha = 1;
    pen.fillStyle = look.dim;
    pen.fillText(shown, x + 6, y);
  };
  for (const { place, value } of marksOf(axis, 5)) {
    write(look.mark(value), bottom - place * (bottom - top));
  }
  if (axis.places.includes(null)) write(look.none, nowhere);
}
