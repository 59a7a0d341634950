import { ask } from "../../data/api.ts";
import { useParam, useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Empty } from "../../parts/empty.tsx";
import { Entity } from "../../parts/entity.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { paths } from "../../shell/paths.ts";
import type { Model, RegisteredVersion } from "../../../src/contract/records/models.ts";
import "../../styles/models.css";
import { chosenOf, usualVersions } from "./choose-versions.ts";
import { ComparisonView } from "./comparison-view.tsx";
import { VersionPicker } from "./version-picker.tsx";

/** Evaluation beside evaluation: is the candidate better, and where? */
export function ComparePage() {
  const name = useParam("name");
  const params = { name };
  return (
    <Loaded query={ask("models", "show", { params })}>
      {(model) => (
        <Loaded query={ask("models", "registered", { params, query: { limit: 1_000 } })}>
          {({ items }) => <Compare model={model} versions={items} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Compare({ model, versions }: { model: Model; versions: readonly RegisteredVersion[] }) {
  const { t } = useText();
  const [text, setText] = useUrlState("versions");
  const [asked] = useUrlState("with");
  const chosen = chosenOf(text);
  const numbers =
    chosen.length > 0
      ? chosen
      : usualVersions(versions, model.aliases, /^\d{1,9}$/.test(asked) ? Number(asked) : undefined);
  const { name } = model;
  return (
    <>
      <Entity
        kind={t("registry.compare.kind")}
        name={t("registry.compare.title", { name })}
        command={`prumo model compare ${name} ${numbers.join(" ")}`}
        lineage={[
          { label: name, to: paths.model(name) },
          { label: t("registry.compare.link"), here: true },
        ]}
      />
      <div className="stack">
        <VersionPicker
          versions={versions}
          aliases={model.aliases}
          chosen={numbers}
          onChoose={(next) => setText(next.join(","))}
        />
        {numbers.length < 2 ? (
          <Empty text={t("registry.compare.empty")} command="prumo run train" />
        ) : (
          <Loaded
            query={ask("models", "compare", { params: { name }, query: { versions: numbers.join(",") } })}
          >
            {(comparison) => <ComparisonView comparison={comparison} />}
          </Loaded>
        )}
      </div>
    </>
  );
}
