import { ask } from "../data/api.ts";
import type { Evidence } from "../../src/contract/records/models.ts";
import { useText } from "../i18n/use-text.ts";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { StateMark } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import "../styles/models.css";
import { ModelsTable } from "./models-table.tsx";
import { EvidenceRows } from "./requirements.tsx";

/** Which models there are, which version of each is live, and what a gate refused. */
export function ModelsPage() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("nav.models")} lead={t("models.lead")} />
      <div className="stack">
        <ModelsTable />
        <Loaded query={ask("models", "gates", { query: { limit: 200 } })} height={80}>
          {({ items }) => <Refusals evidence={items} />}
        </Loaded>
      </div>
    </>
  );
}

/** Candidates that a gate stopped: they never became a version, so this is where they are seen. */
function Refusals({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useText();
  const refused = evidence.filter(({ verdict }) => verdict === "failed");
  if (refused.length === 0) return null;
  const byModel = Map.groupBy(refused, ({ modelDigest }) => modelDigest);
  return (
    <Panel title={t("models.refusals")}>
      <div className="stack">
        {[...byModel].map(([digest, of]) => (
          <div key={digest}>
            <p className="row small dim">
              <StateMark tone="failed" />
              <code title={digest}>{digest.slice(0, 12)}</code>
              <When at={of[0]?.at ?? null} />
              {of[0]?.pipelineRunId ? (
                <Link to={paths.pipelineRun(of[0].pipelineRunId)}>{t("run.pipeline")}</Link>
              ) : null}
            </p>
            <EvidenceRows evidence={of} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
