import { useMemo } from "react";
import type { ModelVersion, RegisteredVersion } from "../../../src/contract/records/models.ts";
import { api, ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { ConfirmButton } from "../../parts/confirm.tsx";
import { Entity } from "../../parts/entity.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Facts, Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/time.tsx";
import { shortId } from "../../parts/short-id.ts";
import { paths } from "../../shell/paths.ts";
import { useDone } from "../../parts/use-done.tsx";
import "../../styles/models.css";
import { Description } from "../actions/description.tsx";
import { Tags } from "../actions/tags.tsx";
import { page, useRefresh } from "../actions/use-refresh.ts";
import { CalibrationChart, RocChart } from "../curves.tsx";
import { PackageFiles, SignatureTable } from "../package.tsx";
import { Promotions } from "../promotions.tsx";
import { EvidenceRows } from "../requirements.tsx";
import { Standings } from "./standings.tsx";
import { VersionActions } from "./version-actions.tsx";
import { Slices } from "../slices.tsx";

/** A package: may it go out? */
export function PackageView({
  version,
  registered,
}: {
  version: ModelVersion;
  registered: RegisteredVersion;
}) {
  const { t, say, format } = useText();
  const { evaluation } = version;
  const done = useDone();
  const refresh = useRefresh();
  const name = `${version.model} v${version.version}`;
  const params = { name: version.model, version: String(version.version) };
  const metrics = useMemo(() => Object.entries(evaluation.metrics), [evaluation]);
  return (
    <>
      <Entity
        kind={t("model.one")}
        name={name}
        {...(version.aliases.includes("live") ? { state: "live" } : {})}
        id={version.id}
        command={`prumo model promote ${version.model} ${version.version}`}
        lineage={[...lineageOf(version), { label: t("nav.deployments"), to: paths.deployments }]}
        facts={
          <>
            <span>
              {t("common.created")} <When at={version.createdAt} />
            </span>
            <span>{version.algorithm}</span>
            <Standings registered={registered} />
            <span>
              {t("model.digest")} <code title={version.digest}>{version.digest.slice(0, 12)}</code>
            </span>
          </>
        }
        actions={
          <>
            <ConfirmButton
              label={t("model.promote")}
              title={t("model.promote.title", { name })}
              explain={t("model.promote.explain")}
              name={version.model}
              primary
              act={async (reason) => {
                await api.models.promote({ params, body: { alias: "live", reason, by: page } });
                await refresh();
              }}
            />
            <VersionActions registered={registered} done={done} />
          </>
        }
      />
      {done.bar}
      <div className="stack">
        <Description
          model={version.model}
          version={version.version}
          said={registered.description}
          done={done}
        />
        <Panel title={t("model.requirements")} note={t("model.requirements.note")}>
          <Loaded query={ask("models", "evidence", { params: { id: version.id } })} height={160}>
            {({ evidence }) =>
              evidence.length === 0 ? (
                <p className="dim">{t("model.requirements.empty")}</p>
              ) : (
                <EvidenceRows evidence={evidence} />
              )
            }
          </Loaded>
        </Panel>
        <Panel
          title={t("model.metrics")}
          note={t("model.evaluatedOn", { rows: format.integer(evaluation.rows) })}
        >
          <Facts
            items={metrics.map(([metric, { value, low, high }]) => ({
              label: say(`metric.${metric}`),
              value: format.measure(value),
              ...(low === null || high === null
                ? {}
                : { note: `${format.measure(low)} – ${format.measure(high)}` }),
            }))}
          />
        </Panel>
        <div className="grid">
          {evaluation.slices.length === 0 ? null : (
            <div className="span-6">
              <Slices evaluation={evaluation} />
            </div>
          )}
          <div className="span-6 stack">
            {evaluation.calibration.length === 0 ? null : <CalibrationChart evaluation={evaluation} />}
            {evaluation.roc.length === 0 ? null : <RocChart evaluation={evaluation} />}
          </div>
        </div>
        <div className="grid">
          <Panel className="span-5" title={t("models.promotions")}>
            <Promotions model={version.model} version={version.version} />
          </Panel>
          <Panel className="span-7" title={t("model.signature")}>
            <SignatureTable signature={version.signature} />
          </Panel>
        </div>
        <Panel title={t("registry.tags")}>
          <Tags model={version.model} version={version.version} tags={registered.tags} done={done} />
        </Panel>
        <Panel title={t("model.files")}>
          <PackageFiles files={version.files} />
        </Panel>
      </div>
    </>
  );
}

function lineageOf(version: ModelVersion) {
  return [
    ...version.datasetVersions.map((id) => ({ label: shortId(id), to: paths.datasetVersion(id) })),
    ...(version.pipelineRunId === null
      ? []
      : [{ label: shortId(version.pipelineRunId), to: paths.pipelineRun(version.pipelineRunId) }]),
    ...(version.runId === null ? [] : [{ label: shortId(version.runId), to: paths.run(version.runId) }]),
    { label: `${version.model} v${version.version}`, here: true },
  ];
}
