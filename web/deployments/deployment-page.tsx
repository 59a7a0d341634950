import type { Deployment } from "../../src/contract/records/deployments.ts";
import { api, ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { ConfirmButton } from "../parts/confirm.tsx";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import "../styles/deployments.css";
import { RolloutHistory } from "./rollout-history.tsx";
import { RolloutView } from "./rollout-view.tsx";
import { Split } from "./split.tsx";
import { TryIt } from "./try-it.tsx";

/** Which version serves whom, and is the candidate better? */
export function DeploymentPage() {
  const name = useParam("name");
  return (
    <Loaded query={ask("deployments", "show", { params: { name } })}>
      {(deployment) => <DeploymentView deployment={deployment} />}
    </Loaded>
  );
}

function DeploymentView({ deployment }: { deployment: Deployment }) {
  const { t, format } = useText();
  const { rollout, variants, name } = deployment;
  const live = variants.find(({ role }) => role === "live") ?? variants[0];
  return (
    <>
      <Entity
        kind={t("deployments.one")}
        name={name}
        state={deployment.state}
        id={deployment.id}
        command={`prumo deployment show ${name}`}
        actions={<Actions deployment={deployment} />}
        lineage={[
          ...variants.map(({ model, version }) => ({
            label: `${model} v${version}`,
            to: paths.modelVersion(model, version),
          })),
          { label: name, here: true },
          { label: t("nav.predictions"), to: paths.predictions },
          { label: t("nav.monitors"), to: paths.monitors },
        ]}
        facts={
          <>
            <span>
              {t("common.updated")} <When at={deployment.updatedAt} />
            </span>
            <span>
              {t("deployments.answered")}: {format.integer(deployment.answered)}
            </span>
            <span>
              {t("deployments.errors")}: {format.integer(deployment.errors)}
            </span>
          </>
        }
      />
      <div className="stack">
        <Panel title={t("deployments.split")}>
          <Split deployment={deployment} />
        </Panel>
        <Panel title={t("deployments.rollout")}>
          {rollout === null ? (
            <p className="dim">{t("deployments.rollout.none")}</p>
          ) : (
            <RolloutView rollout={rollout} variants={variants} />
          )}
        </Panel>
        <div className="grid">
          <Panel className="span-6" title={t("deployments.try")}>
            {live === undefined ? (
              <p className="dim">{t("deployments.try.noVersion")}</p>
            ) : (
              <TryIt deployment={name} modelVersionId={live.modelVersionId} />
            )}
          </Panel>
          <Panel className="span-6" title={t("deployments.history")}>
            <RolloutHistory deployment={name} />
          </Panel>
        </div>
      </div>
    </>
  );
}

const over: readonly string[] = ["promoted", "rolled-back"];

function Actions({ deployment }: { deployment: Deployment }) {
  const { t } = useText();
  const { name, rollout } = deployment;
  if (rollout === null || over.includes(rollout.state)) return null;
  const params = { name };
  return (
    <>
      <ConfirmButton
        label={t("deployments.advance")}
        title={t("deployments.advance.title", { name })}
        explain={t("deployments.advance.explain")}
        primary
        act={(reason) => api.deployments.advance({ params, body: { reason } })}
      />
      <ConfirmButton
        label={t("deployments.rollBack")}
        title={t("deployments.rollBack.title", { name })}
        explain={t("deployments.rollBack.explain")}
        name={name}
        danger
        act={(reason) => api.deployments.rollBack({ params, body: { reason } })}
      />
    </>
  );
}
