import type { LoggedModel, Run, RunInput } from "../../../src/contract/records/experiments.ts";
import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { ask } from "../../data/api.ts";
import { useSetUrl } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Copy } from "../../parts/copy.tsx";
import { Link } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { State } from "../../parts/state.tsx";
import { Took, When } from "../../parts/time.tsx";
import { paths } from "../../shell/paths.ts";
import { CodeAndEnvironment, EnergyView } from "../made-with.tsx";
import { datasetVersionOf } from "./dataset-version-of.ts";

/** What the run came from and what came of it: data, models, the run it is part of, code and machine. */
export function OriginTab({ run }: { run: Run }) {
  const { t } = useText();
  return (
    <div className="stack">
      <Panel title={t("run.inputs")}>
        {run.inputs.length === 0 ? (
          <p className="dim">{t("run.inputs.none")}</p>
        ) : (
          <ul className="cards">
            {run.inputs.map((input) => (
              <Input key={`${input.name} ${input.digest}`} input={input} run={run} />
            ))}
          </ul>
        )}
      </Panel>
      <Models run={run} />
      <Relatives run={run} />
      <div className="grid">
        <div className="span-6">
          <EnergyView energy={run.energy} />
        </div>
        <div className="span-6">
          <CodeAndEnvironment code={run.code} environment={run.environment} />
        </div>
      </div>
    </div>
  );
}

function Input({ input, run }: { input: RunInput; run: Run }) {
  const { t } = useText();
  const context = input.tags["mlflow.data.context"];
  const version = datasetVersionOf(input, run.datasetVersions);
  return (
    <li className="card">
      <strong className="wrap-anywhere">
        {version === undefined ? input.name : <Link to={paths.datasetVersion(version)}>{input.name}</Link>}
      </strong>
      {context === undefined ? null : <span className="chip">{context}</span>}
      <span className="small dim">
        {t("run.inputs.digest")} <code>{input.digest}</code>{" "}
        <Copy text={input.digest} label={t("run.copyValue", { name: t("run.inputs.digest") })} />
      </span>
      <span className="small dim">
        {t("run.inputs.source")} <code>{input.sourceType}</code>
      </span>
    </li>
  );
}

function Models({ run }: { run: Run }) {
  const { t } = useText();
  return (
    <Panel title={t("run.models")}>
      <Loaded query={ask("experiments", "loggedModels", { params: { id: run.id } })} height={80}>
        {({ given, made, registered }) => {
          // Versions that came of the run itself, as before MLflow 3, and of prumo's own train steps.
          const others = registered.filter(({ modelId }) => !made.some(({ id }) => id === modelId));
          if (given.length + made.length + others.length === 0) {
            return <p className="dim">{t("run.models.none")}</p>;
          }
          return (
            <ul className="cards">
              {made.map((model) => (
                <Model key={model.id} model={model} role={t("run.models.made")} registered={registered} />
              ))}
              {given.map((model) => (
                <Model key={model.id} model={model} role={t("run.models.given")} registered={registered} />
              ))}
              {others.map((version) => (
                <li className="card" key={version.id}>
                  <Version version={version} />
                  <span className="chip">{t("run.models.registered")}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Model(props: { model: LoggedModel; role: string; registered: readonly RegisteredVersion[] }) {
  const { model } = props;
  const { t } = useText();
  const setUrl = useSetUrl();
  const versions = props.registered.filter(({ modelId }) => modelId === model.id);
  return (
    <li className="card">
      <strong className="wrap-anywhere">
        <button
          type="button"
          className="as-link"
          onClick={() => setUrl({ tab: "artifacts", model: model.id, folder: "", file: "" })}
        >
          {model.name}
        </button>
      </strong>
      <State state={model.state} />
      <span className="chip">{props.role}</span>
      <span className="small dim">
        <code>{model.id.slice(0, 10)}</code>{" "}
        <Copy text={model.id} label={t("common.copyId", { id: model.id })} />
      </span>
      {versions.map((version) => (
        <Version key={version.id} version={version} />
      ))}
    </li>
  );
}

function Version({ version }: { version: RegisteredVersion }) {
  const { t } = useText();
  return (
    <Link to={paths.modelVersion(version.model, version.version)}>
      {t("run.models.version", { name: version.model, version: version.version })}
    </Link>
  );
}

function Relatives({ run }: { run: Run }) {
  const { t } = useText();
  return (
    <Loaded query={ask("experiments", "related", { params: { id: run.id } })} height={80}>
      {({ parent, children, hasMore }) =>
        parent === null && children.length === 0 ? null : (
          <Panel title={t("run.related")}>
            {parent === null ? null : (
              <p>
                {t("run.related.parent")} <Link to={paths.run(parent.id)}>{parent.name}</Link>
              </p>
            )}
            {children.length === 0 ? null : (
              <>
                <p>{t("run.related.children", { count: children.length })}</p>
                <ul className="cards">
                  {children.map((child) => (
                    <li className="card" key={child.id}>
                      <Link to={paths.run(child.id)}>{child.name}</Link>
                      <State state={child.state} />
                      <span className="small dim">
                        <When at={child.startedAt} /> · <Took from={child.startedAt} to={child.finishedAt} />
                      </span>
                    </li>
                  ))}
                </ul>
                {hasMore ? <p className="small dim">{t("run.related.more")}</p> : null}
              </>
            )}
          </Panel>
        )
      }
    </Loaded>
  );
}
