import { useQuery } from "@tanstack/react-query";
import type { Response } from "../../src/contract/records/monitors.ts";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Facts, Panel, type Fact } from "../parts/panel.tsx";
import { State } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Quality } from "./quality.tsx";
import { qualityAround } from "./quality-around.ts";

/** What was done about each alert, and was it worth it? */
export function RetrainingPage() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("nav.retraining")} lead={t("retraining.lead")} />
      <Loaded query={ask("retraining", "list", { query: { limit: 200 } })}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t("retraining.empty")} command="prumo demo" />
          ) : (
            <div className="stack">
              <Quality responses={items} />
              <Panel title={t("retraining.timeline")} note={t("retraining.count", { count: items.length })}>
                <ol className="story">
                  {items.map((response) => (
                    <Decision key={response.id} response={response} />
                  ))}
                </ol>
              </Panel>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Decision({ response }: { response: Response }) {
  const { t, say, format } = useText();
  const { window, pipelineRunId, modelVersionId } = response;
  const around = useAround(response);
  const facts: Fact[] = [
    ...(response.costSeconds === null
      ? []
      : [{ label: t("retraining.cost"), value: format.duration(response.costSeconds * 1_000) }]),
    ...(around?.before === undefined
      ? []
      : [
          {
            label: `${t("retraining.before")} · ${say("metric.logLoss")}`,
            value: format.number(around.before, 4),
          },
        ]),
    ...(around?.after === undefined
      ? []
      : [
          {
            label: `${t("retraining.after")} · ${say("metric.logLoss")}`,
            value: format.number(around.after, 4),
          },
        ]),
  ];
  return (
    <li className="stack-tight">
      <span className="row">
        <State state={response.state} />
        <strong>{say(`decision.${response.decision}`)}</strong>
        <Link to={paths.pipeline(response.pipeline)}>{response.pipeline}</Link>
        <span className="small dim">
          <When at={response.decidedAt} />
        </span>
      </span>
      <span>{response.reason}</span>
      <span className="small dim">
        {window.from === null
          ? t("retraining.windowAll", { to: format.day(window.to) })
          : t("retraining.window", { from: format.day(window.from), to: format.day(window.to) })}
      </span>
      {facts.length === 0 ? null : <Facts items={facts} />}
      <span className="row">
        {pipelineRunId === null ? null : (
          <Link className="chip" to={paths.pipelineRun(pipelineRunId)}>
            {t("retraining.run")}
          </Link>
        )}
        {modelVersionId === null ? null : (
          <Link className="chip" to={paths.modelVersionById(modelVersionId)}>
            {t("retraining.version")}
          </Link>
        )}
      </span>
    </li>
  );
}

function useAround(response: Response) {
  const alerts = useQuery(ask("monitors", "alerts", { query: { limit: 200 } })).data?.items ?? [];
  const monitor = alerts.find(({ id }) => id === response.alertId)?.monitor;
  const reports = useQuery({
    ...ask("monitors", "reports", { params: { name: monitor ?? "" }, query: { limit: 400 } }),
    enabled: monitor !== undefined && response.modelVersionId !== null,
  });
  return reports.data && qualityAround(reports.data.items, response);
}
