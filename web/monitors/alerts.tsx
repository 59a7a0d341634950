import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Alert } from "../../src/contract/records/monitors.ts";
import { api, ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { State } from "../parts/state.tsx";
import { Day, When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

/** Alerts of one monitor or of all, newest first, with what one may do about each. */
export function Alerts({ monitor }: { monitor?: string }) {
  const { t } = useText();
  return (
    <Loaded query={ask("monitors", "alerts", { query: { limit: 200 } })} height={120}>
      {({ items }) => {
        const shown = items.filter((alert) => monitor === undefined || alert.monitor === monitor);
        if (shown.length === 0) return <p className="dim">{t("monitors.alerts.empty")}</p>;
        return (
          <ol className="story">
            {shown.map((alert) => (
              <AlertItem key={alert.id} alert={alert} isNamed={monitor === undefined} />
            ))}
          </ol>
        );
      }}
    </Loaded>
  );
}

function AlertItem({ alert, isNamed }: { alert: Alert; isNamed: boolean }) {
  const { t, say, format } = useText();
  const queries = useQueryClient();
  const params = { id: alert.id };
  const acting = useMutation({
    mutationFn: (act: "acknowledge" | "resolve") => api.monitors[act]({ params }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["monitors"] }),
  });
  const isOpen = alert.state === "firing" || alert.state === "pending";
  const metric = say(`metric.${alert.metric}`);
  return (
    <li>
      <span className="row">
        <State state={alert.state} />
        {isNamed ? <Link to={paths.monitor(alert.monitor)}>{alert.monitor}</Link> : null}
        <span className="small dim">
          {t("monitors.window")} <Day at={alert.windowTo} /> · <When at={alert.raisedAt} />
        </span>
      </span>
      <strong>{alert.summary}</strong>
      <span className="small dim tabular">
        {t("monitors.alert.figures", {
          metric: metric.startsWith("metric.") ? alert.metric : metric,
          value: format.number(alert.value, 3),
          expected: format.number(alert.expected, 3),
        })}
      </span>
      <span className="row">
        {isOpen ? (
          <Button variant="default" loading={acting.isPending} onClick={() => acting.mutate("acknowledge")}>
            {t("monitors.acknowledge")}
          </Button>
        ) : null}
        {alert.state === "resolved" ? null : (
          <Button variant="default" loading={acting.isPending} onClick={() => acting.mutate("resolve")}>
            {t("monitors.resolve")}
          </Button>
        )}
        {alert.responseId === null ? null : <Link to={paths.retraining}>{t("monitors.alert.response")}</Link>}
      </span>
      {acting.error === null ? null : <PageProblem error={acting.error} />}
    </li>
  );
}
