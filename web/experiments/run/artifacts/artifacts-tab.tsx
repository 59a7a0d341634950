import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Run } from "../../../../src/contract/records/experiments.ts";
import { ask } from "../../../data/api.ts";
import { useSetUrl, useUrlState } from "../../../data/use-url.ts";
import { useText } from "../../../i18n/use-text.ts";
import { Panel } from "../../../parts/panel.tsx";
import { Folder } from "./folder.tsx";
import { Preview } from "./preview.tsx";

/** The files of a run and of its logged models: folders on one side, the file one chose on the other. */
export function ArtifactsTab({ run }: { run: Run }) {
  const { t } = useText();
  const [model] = useUrlState("model");
  const [folder] = useUrlState("folder");
  const [file] = useUrlState("file");
  const setUrl = useSetUrl();
  const owner = { runId: run.id, modelId: model === "" ? undefined : model };
  return (
    <Panel
      title={t("trial.artifacts")}
      end={
        <Owner run={run} model={model} onModel={(next) => setUrl({ model: next, folder: "", file: "" })} />
      }
    >
      <div className="artifacts">
        <Folder
          key={model}
          place={{ ...owner, path: folder }}
          file={file}
          onFolder={(path) => setUrl({ folder: path })}
          onFile={(path) => setUrl({ file: path })}
        />
        {file === "" ? (
          <p className="dim preview">{t("run.artifacts.choose")}</p>
        ) : (
          <Preview key={`${model} ${file}`} place={{ ...owner, path: file }} />
        )}
      </div>
    </Panel>
  );
}

/** Whose files: since MLflow 3 a model's are its own and not those of the run that made it. */
function Owner(props: { run: Run; model: string; onModel: (model: string) => void }) {
  const { t } = useText();
  const { run } = props;
  const isAsked = run.modelInputs.length + run.modelOutputs.length > 0;
  const { data } = useQuery({
    ...ask("experiments", "loggedModels", { params: { id: run.id } }),
    enabled: isAsked,
  });
  if (!isAsked || data === undefined) return null;
  const models = new Map([...data.made, ...data.given].map(({ id, name }) => [id, name]));
  return (
    <Select
      aria-label={t("run.artifacts.whose")}
      allowDeselect={false}
      value={props.model}
      onChange={(model) => props.onModel(model ?? "")}
      data={[
        { value: "", label: t("run.artifacts.ofRun") },
        ...[...models].map(([id, name]) => ({ value: id, label: t("run.artifacts.ofModel", { name }) })),
      ]}
    />
  );
}
