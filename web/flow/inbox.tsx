import type { Flow } from "../../src/contract/http/house.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";

/** What waits for a person. */
export function Inbox({ items }: { items: Flow["inbox"] }) {
  const { t, say } = useText();
  if (items.length === 0)
    return (
      <p className="row dim">
        <StateMark tone="ok" />
        {t("flow.inbox.empty")}
      </p>
    );
  return (
    <ul className="inbox">
      {items.map((item) => (
        <li key={`${item.link} ${item.at} ${item.title}`}>
          <StateMark tone={item.kind === "paused-rollout" ? "attention" : "failed"} />
          <div>
            <p className="small dim">
              {say(`inbox.${item.kind}`)} · <When at={item.at} />
            </p>
            <Link to={item.link}>{item.title}</Link>
          </div>
        </li>
      ))}
    </ul>
  );
}
