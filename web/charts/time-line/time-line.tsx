import { useMemo, useState } from "react";
import { useText } from "../../i18n/use-text.ts";
import type { ChartTable } from "../csv.ts";
import { Frame } from "../frame.tsx";
import type { TimeLineLane } from "./marks.ts";
import { useBrush } from "./use-brush.ts";
import { useLook } from "../use-look.ts";
import { useWidth } from "../use-width.ts";
import { TimeLinePlot } from "./plot.tsx";
import { TimeLineTools } from "./tools.tsx";
import { withRoom, type Span } from "./scale.ts";
import "../../styles/time-line.css";

/** Lanes over time: bars for what lasted, points for what happened. Drag to zoom, double click to see all again. */
export function TimeLine(props: {
  title: string;
  unit: string;
  lanes: readonly TimeLineLane[];
  /** The end of what lasts still. */
  now: number;
  table: ChartTable;
  onGo: (to: string) => void;
}) {
  const { lanes, now } = props;
  const { t } = useText();
  const look = useLook();
  const [place, width] = useWidth<HTMLDivElement>();
  const whole = useMemo(() => wholeOf(lanes, now), [lanes, now]);
  const [chosen, setChosen] = useState<Span | null>(null);
  const span = chosen ?? whole;
  const brush = useBrush(setChosen);
  return (
    <div className="time-line">
      <Frame title={props.title} unit={props.unit} table={props.table}>
        <div ref={place} className="time-line-plot">
          {width === 0 ? null : (
            <TimeLinePlot {...{ lanes, now, look, width, span, brush }} onGo={props.onGo} />
          )}
        </div>
      </Frame>
      <TimeLineTools
        span={span}
        whole={whole}
        onSpan={(next) => setChosen(next)}
        onAll={() => setChosen(null)}
        isAll={chosen === null}
      />
      <p className="small dim">{t("registry.line.help")}</p>
    </div>
  );
}

function wholeOf(lanes: readonly TimeLineLane[], now: number): Span {
  let from = now;
  for (const { bars, points } of lanes) {
    for (const bar of bars) from = Math.min(from, bar.from);
    for (const { at } of points) from = Math.min(from, at);
  }
  return withRoom({ from, to: now });
}
