import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { PageHead } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { Inbox } from "./inbox.tsx";
import { Recent } from "./recent.tsx";
import { StationCard } from "./station-card.tsx";

/** Home: is everything true, and what needs me? */
export function FlowPage() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("flow.title")} lead={t("flow.lead")} />
      <Loaded query={ask("house", "flow")}>
        {(flow) => (
          <div className="stack">
            <ol className="flow-line" aria-label={t("flow.stations")}>
              {flow.stations.map((station) => (
                <StationCard key={station.station} station={station} />
              ))}
            </ol>
            <div className="grid">
              <Panel className="span-7" title={t("flow.recent")}>
                <Recent events={flow.recent} />
              </Panel>
              <Panel className="span-5" title={t("flow.inbox")}>
                <Inbox items={flow.inbox} />
              </Panel>
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}
