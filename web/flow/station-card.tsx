import type { StationState } from "../../src/contract/http/house.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { useText, type Values } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark, toneOf } from "../parts/state.tsx";

/** One station of the line: how it is, its one fact, and how it has been. */
export function StationCard({ station }: { station: StationState }) {
  const { say } = useText();
  const { key, values } = station.headline;
  return (
    <li className={`station station-${station.state}`}>
      <Link className="station-link" to={station.link}>
        <span className="station-head">
          <span className="station-name">{say(`nav.${station.station}`)}</span>
          <span className="station-state">
            <StateMark tone={toneOf(station.state)} />
            {say(`state.${station.state}`)}
          </span>
        </span>
        <span className="station-fact">{say(`headline.${key}`, spoken(values, say))}</span>
        <Sparkline values={station.spark} />
      </Link>
    </li>
  );
}

/** States and decisions among the values are words of ours, hence translated. */
function spoken(values: Values, say: (key: string) => string): Values {
  const { state, decision } = values;
  return {
    ...values,
    ...(typeof state === "string" ? { state: say(`state.${state}`) } : {}),
    ...(typeof decision === "string" ? { decision: say(`decision.${decision}`) } : {}),
  };
}
