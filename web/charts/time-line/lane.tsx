import type { MouseEvent, ReactNode } from "react";
import type { Look } from "../palette.ts";
import type { TimeLineBar, TimeLineLane, TimeLinePoint } from "./marks.ts";
import { packed, placeOf, type Span } from "./scale.ts";

export const rowHeight = 24;
const mostRows = 4;

/** How many rows a lane needs for bars that last at the same time, at most four. */
export function laneRows({ bars }: TimeLineLane, now: number): number {
  return Math.max(1, ...rowsOf(bars, now).map((row) => row + 1));
}

function rowsOf(bars: readonly TimeLineBar[], now: number): readonly number[] {
  return packed(
    bars.map(({ from, until }) => ({ from, to: until ?? now })),
    mostRows,
  );
}

interface LaneProps {
  readonly lane: TimeLineLane;
  readonly now: number;
  readonly look: Look;
  readonly span: Span;
  readonly width: number;
  readonly onPoint: (tip: readonly string[] | null, x: number, y: number) => void;
  readonly onGo: (to: string) => void;
}

export function LaneView(props: LaneProps) {
  const { lane, now, look, span, width, onPoint } = props;
  const rows = rowsOf(lane.bars, now);
  const isSeen = (from: number, to: number) => to >= span.from && from <= span.to;
  return (
    <>
      {lane.bars.map((bar, index) =>
        isSeen(bar.from, bar.until ?? now) ? (
          <Leading key={bar.key} item={bar} onGo={props.onGo}>
            <Bar
              {...{ bar, look, now, span, width }}
              row={rows[index] ?? 0}
              onPoint={(x, y) => onPoint(bar.tip, x, y)}
              onLeave={() => onPoint(null, 0, 0)}
            />
          </Leading>
        ) : null,
      )}
      {lane.points.map((point, index) => {
        const x = placeOf(point.at, span, width);
        if (!isSeen(point.at, point.at)) return null;
        const next = lane.points[index + 1];
        const room = (next === undefined ? width : placeOf(next.at, span, width)) - x;
        const hasLabel = point.label !== "" && room > point.label.length * 7 + 16;
        return (
          <Leading key={point.key} item={point} onGo={props.onGo}>
            <g
              data-point={point.key}
              onPointerEnter={() => onPoint(point.tip, x, rowHeight)}
              onPointerLeave={() => onPoint(null, 0, 0)}
            >
              <Point point={point} x={x} look={look} />
              {hasLabel ? (
                <text x={x + 8} y={rowHeight / 2 + 4} fill={look.text}>
                  {point.label}
                </text>
              ) : null}
            </g>
          </Leading>
        );
      })}
    </>
  );
}

/** A link for the mouse; the table below the chart is the keyboard's. */
function Leading(props: {
  item: { readonly to?: string | undefined };
  onGo: (to: string) => void;
  children: ReactNode;
}) {
  const { to } = props.item;
  if (to === undefined) return <>{props.children}</>;
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    props.onGo(to);
  };
  return (
    <a href={to} tabIndex={-1} onClick={go} draggable={false}>
      {props.children}
    </a>
  );
}

function Bar(props: {
  bar: TimeLineBar;
  look: Look;
  now: number;
  span: Span;
  width: number;
  row: number;
  onPoint: (x: number, y: number) => void;
  onLeave: () => void;
}) {
  const { bar, look, span, width, row } = props;
  const left = placeOf(bar.from, span, width);
  const right = placeOf(bar.until ?? props.now, span, width);
  const colour = look.series[bar.colour % look.series.length] ?? look.text;
  const y = row * rowHeight + 2;
  const height = rowHeight - 4;
  const seen = Math.max(left, 0);
  const room = Math.min(right, width) - seen;
  return (
    <g
      data-bar={bar.key}
      onPointerEnter={() => props.onPoint(Math.max(seen, 0), y + height + 4)}
      onPointerLeave={props.onLeave}
    >
      <rect
        x={left}
        y={y}
        width={Math.max(right - left, 3)}
        height={height}
        fill={colour}
        fillOpacity={0.22}
        stroke={look.surface}
      />
      <path
        d={`M${left} ${y}v${height}`}
        stroke={colour}
        strokeWidth={3}
        fill="none"
        transform="translate(1.5 0)"
      />
      {bar.until === null ? null : (
        <path d={`M${Math.max(right, left + 3) - 0.5} ${y}v${height}`} stroke={colour} fill="none" />
      )}
      {room < bar.label.length * 7 + 10 ? null : (
        <text x={seen + 8} y={y + height / 2 + 4} fill={look.text}>
          {bar.label}
        </text>
      )}
    </g>
  );
}

function Point({ point, x, look }: { point: TimeLinePoint; x: number; look: Look }) {
  const y = rowHeight / 2;
  const paint = {
    fill: point.isFilled ? look.text : look.surface,
    stroke: look.text,
    strokeWidth: 1.6,
  };
  switch (point.shape) {
    case "circle":
      return <circle cx={x} cy={y} r={4.5} {...paint} />;
    case "diamond":
      return <path d={`M${x} ${y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z`} {...paint} />;
    case "cross":
      return <path d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} stroke={look.text} strokeWidth={2} fill="none" />;
  }
}
