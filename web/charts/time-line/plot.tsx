import { useMemo, useState, type PointerEvent } from "react";
import { useText } from "../../i18n/use-text.ts";
import type { Look } from "../palette.ts";
import type { Brush } from "./use-brush.ts";
import type { TimeLineLane } from "./marks.ts";
import { LaneView, laneRows, rowHeight } from "./lane.tsx";
import { momentOf, placeOf, type Span } from "./scale.ts";
import { timeTicks, writeTick } from "./ticks.ts";

const top = 8;
const axisHeight = 24;
const laneGap = 8;

/** What is pointed at: its text and its place in the plot. */
export interface Pointed {
  readonly tip: readonly string[];
  readonly x: number;
  readonly y: number;
}

/** The drawing: lane names to the left, time to the right. Colours are written out, so that it can be kept as a picture. */
export function TimeLinePlot(props: {
  lanes: readonly TimeLineLane[];
  now: number;
  look: Look;
  width: number;
  span: Span;
  brush: Brush;
  onGo: (to: string) => void;
}) {
  const { lanes, now, look, width, span, brush, onGo } = props;
  const { language } = useText();
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const gutter = Math.min(150, Math.max(84, width * 0.2));
  const plot = Math.max(40, width - gutter - 8);
  const placed = useMemo(() => placeLanes(lanes, now), [lanes, now]);
  const height = placed.height + axisHeight;
  const { at: ticks, step } = timeTicks(span.from, span.to, Math.max(2, Math.floor(plot / 90)));
  const write = writeTick(language, step);
  const xOf = (event: PointerEvent<SVGElement>) =>
    event.clientX - (event.currentTarget.closest("svg")?.getBoundingClientRect().left ?? 0) - gutter;
  // Pointing about must not draw thousands of marks again.
  const drawn = useMemo(
    () =>
      lanes.map((lane, index) => (
        <g key={lane.key} transform={`translate(0 ${placed.tops[index] ?? 0})`} data-lane={lane.key}>
          <text x={0} y={rowHeight / 2 + 4} fill={look.text}>
            <title>{lane.label}</title>
            {shortened(lane.label, gutter)}
          </text>
          <svg x={gutter} width={plot} height={(placed.rows[index] ?? 1) * rowHeight} overflow="hidden">
            <LaneView
              {...{ lane, now, look, span, onGo }}
              width={plot}
              onPoint={(tip, x, y) =>
                setPointed(tip === null ? null : { tip, x: x + gutter, y: y + (placed.tops[index] ?? 0) })
              }
            />
          </svg>
        </g>
      )),
    [lanes, now, look, span, plot, gutter, placed, onGo],
  );
  return (
    <>
      <svg
        className="time-line-svg"
        width={width}
        height={height}
        fontFamily="Inter Variable, system-ui, sans-serif"
        fontSize="12"
        onPointerDown={(event) => brush.begin(event, xOf(event))}
        onPointerMove={(event) => brush.move(xOf(event))}
        onPointerUp={() => brush.end((x) => momentOf(x, span, plot))}
        onPointerLeave={() => {
          brush.end((x) => momentOf(x, span, plot));
          setPointed(null);
        }}
        onDoubleClick={brush.all}
      >
        <rect width={width} height={height} fill={look.surface} />
        <g transform={`translate(${gutter} 0)`}>
          {ticks.map((at) => {
            const x = placeOf(at, span, plot);
            return (
              <g key={at} transform={`translate(${x} 0)`}>
                <line y1={0} y2={height - axisHeight} stroke={look.line} />
                <text y={height - 8} textAnchor={x > plot - 30 ? "end" : "middle"} fill={look.dim}>
                  {write(at)}
                </text>
              </g>
            );
          })}
        </g>
        {drawn}
        {brush.band === null ? null : (
          <rect
            x={gutter + brush.band.from}
            width={brush.band.to - brush.band.from}
            y={0}
            height={height - axisHeight}
            fill={look.series[0]}
            opacity={0.18}
          />
        )}
      </svg>
      {pointed === null || brush.band !== null ? null : (
        <div
          className="time-line-tip"
          style={{ left: Math.min(Math.max(0, pointed.x - 20), Math.max(0, width - 300)), top: pointed.y }}
        >
          {pointed.tip.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </div>
      )}
    </>
  );
}

function placeLanes(lanes: readonly TimeLineLane[], now: number) {
  const rows = lanes.map((lane) => laneRows(lane, now));
  let height = top;
  const tops = rows.map((count) => {
    const at = height;
    height += count * rowHeight + laneGap;
    return at;
  });
  return { rows, tops, height };
}

/** As many letters as there is room for; a letter is about 6.5 px wide. */
function shortened(label: string, width: number): string {
  const most = Math.max(4, Math.floor((width - 10) / 6.5));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}
