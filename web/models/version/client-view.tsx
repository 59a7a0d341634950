import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { useText } from "../../i18n/use-text.ts";
import { Entity } from "../../parts/entity.tsx";
import { Link } from "../../parts/link.tsx";
import { Pairs, Panel } from "../../parts/panel.tsx";
import { shortId } from "../../parts/short-id.ts";
import { When } from "../../parts/time.tsx";
import { useDone } from "../../parts/use-done.tsx";
import { paths } from "../../shell/paths.ts";
import { Description } from "../actions/description.tsx";
import { Tags } from "../actions/tags.tsx";
import { Promotions } from "../promotions.tsx";
import { Files } from "./files.tsx";
import { RunMetrics } from "./run-metrics.tsx";
import { Standings } from "./standings.tsx";
import { VersionActions } from "./version-actions.tsx";

/** A version that a client registered: where it came from, what it holds, and how it stands. */
export function ClientView({ registered }: { registered: RegisteredVersion }) {
  const { t } = useText();
  const { model, version, runId } = registered;
  const name = `${model} v${version}`;
  const done = useDone();
  return (
    <>
      <Entity
        kind={t("model.one")}
        name={name}
        state="ready"
        id={registered.id}
        command={`prumo model show ${model} ${version}`}
        lineage={[
          ...(runId === null ? [] : [{ label: shortId(runId), to: paths.run(runId) }]),
          { label: name, here: true },
          { label: model, to: paths.model(model) },
        ]}
        facts={
          <>
            <span>
              {t("common.created")} <When at={registered.createdAt} />
            </span>
            <span>{t("registry.byClient", { by: registered.createdBy })}</span>
            <Standings registered={registered} />
          </>
        }
        actions={<VersionActions registered={registered} done={done} />}
      />
      {done.bar}
      <div className="stack">
        <Description model={model} version={version} said={registered.description} done={done} />
        <div className="grid">
          <Panel className="span-7" title={t("registry.origin")}>
            <Pairs items={originOf(registered)} />
          </Panel>
          <Panel className="span-5" title={t("registry.tags")}>
            <Tags model={model} version={version} tags={registered.tags} done={done} />
          </Panel>
        </div>
        {runId === null ? null : <RunMetrics runId={runId} />}
        <Panel title={t("registry.files")}>
          <Files model={model} version={version} runId={runId} />
        </Panel>
        <Panel title={t("models.promotions")}>
          <Promotions model={model} version={version} />
        </Panel>
      </div>
    </>
  );

  function originOf(of: RegisteredVersion): (readonly [string, React.ReactNode])[] {
    return [
      [t("models.source"), <code key="source">{of.source}</code>],
      ...(of.runId === null
        ? []
        : [
            [
              t("models.run"),
              <Link key="run" to={paths.run(of.runId)}>
                {of.runId}
              </Link>,
            ] as const,
          ]),
      ...(of.modelId === null
        ? []
        : ([[t("registry.loggedModel"), <code key="logged">{of.modelId}</code>]] as const)),
      ...(of.runLink === null ? [] : ([[t("registry.runLink"), of.runLink]] as const)),
      ...(of.artifactRoot === of.source
        ? []
        : ([[t("registry.root"), <code key="root">{of.artifactRoot}</code>]] as const)),
      [t("registry.stage.one"), of.stage],
      [t("registry.updated"), <When key="updated" at={of.updatedAt} />],
    ];
  }
}
