import { useQuery } from "@tanstack/react-query";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { Facts, Panel } from "../../parts/panel.tsx";
import { paths } from "../../shell/paths.ts";

const most = 24;

/** What the run that made a version measured, by the client's own account. */
export function RunMetrics({ runId }: { runId: string }) {
  const { t, format } = useText();
  const { data: run } = useQuery({ ...ask("experiments", "run", { params: { id: runId } }), retry: false });
  const metrics = Object.entries(run?.metrics ?? {});
  if (run === undefined || metrics.length === 0) return null;
  return (
    <Panel
      title={t("registry.runMetrics")}
      note={t("registry.runMetrics.note")}
      end={<Link to={paths.run(runId)}>{run.name}</Link>}
    >
      <Facts
        items={metrics.slice(0, most).map(([key, { last }]) => ({
          label: key,
          value: typeof last === "number" ? format.number(last, 4) : last,
        }))}
      />
    </Panel>
  );
}
