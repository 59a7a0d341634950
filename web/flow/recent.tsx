import type { Flow } from "../../src/contract/http/house.ts";
import { useText, type Values } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark, toneOf } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import { placeOf } from "./event-place.ts";

const most = 14;

/**
 * Steps that go as they should are on the page of their run; here they would drown the rest. An alias that was set is told
 * of as a promotion already.
 */
function isNews({ type, data }: Flow["recent"][number]): boolean {
  if (type === "model.alias-changed") return asValues(data)["version"] === undefined;
  return type !== "pipeline.step-changed" || asValues(data)["state"] === "failed";
}

/** What happened last, newest first, in one sentence each. */
export function Recent({ events }: { events: Flow["recent"] }) {
  const { t, say } = useText();
  if (events.length === 0) return <p className="dim">{t("flow.recent.empty")}</p>;
  return (
    <ol className="news">
      {events
        .filter(isNews)
        .slice(0, most)
        .map((event) => {
          const data = asValues(event.data);
          const state = String(data["state"] ?? "");
          const to = placeOf(event.type, data);
          const text = say(`event.${event.type}`, {
            ...data,
            ...(state === "" ? {} : { state: say(`state.${state}`) }),
            ...(typeof data["decision"] === "string"
              ? { decision: say(`decision.${data["decision"]}`) }
              : {}),
          });
          return (
            <li key={event.seq}>
              <StateMark tone={markOf(event.type, state)} size={10} />
              {to === undefined ? <span>{text}</span> : <Link to={to}>{text}</Link>}
              <span className="news-when">
                <When at={event.at} />
              </span>
            </li>
          );
        })}
    </ol>
  );
}

function markOf(type: string, state: string) {
  if (state !== "") return toneOf(state);
  if (type === "monitor.alert-raised" || type === "model.gate-refused") return "failed";
  return "ok";
}

/** The scalar members of an event's data. */
function asValues(data: unknown): Values {
  if (typeof data !== "object" || data === null) return {};
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(data))
    if (typeof value === "string" || typeof value === "number") values[name] = value;
  return values;
}
