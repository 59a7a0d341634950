import { useMemo } from "react";
import type { Evidence, Model } from "../../src/contract/records/models.ts";
import { ask } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { PageHead } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { StateMark } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { EvidenceRows } from "./requirements.tsx";

export function ModelsPage() {
  const text = useText();
  const { t } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  return (
    <>
      <PageHead title={t("nav.models")} lead={t("models.lead")} />
      <div className="stack">
        <Loaded query={ask("models", "list")} height={160}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty text={t("models.empty")} command="prumo run train" />
            ) : (
              <DataTable
                name="models"
                title={t("nav.models")}
                columns={columns}
                rows={items}
                id={({ name }) => name}
              />
            )
          }
        </Loaded>
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

function columnsOf({ t }: Text): readonly Column<Model>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name }) => <Link to={paths.model(name)}>{name}</Link>,
    },
    {
      key: "latest",
      label: t("models.latest"),
      value: ({ latestVersion }) => latestVersion,
      show: ({ name, latestVersion }) =>
        latestVersion === null ? (
          "–"
        ) : (
          <Link to={paths.modelVersion(name, latestVersion)}>{`v${latestVersion}`}</Link>
        ),
    },
    { key: "aliases", label: t("models.aliases"), value: aliases },
    { key: "versions", label: t("models.versions"), value: ({ versions }) => versions, isNumber: true },
    {
      key: "when",
      label: t("common.when"),
      value: ({ createdAt }) => createdAt,
      show: ({ createdAt }) => <When at={createdAt} />,
    },
  ];
}

function aliases({ aliases: of }: Model): string {
  return Object.entries(of)
    .map(([alias, version]) => `${alias}: v${version}`)
    .join(", ");
}
