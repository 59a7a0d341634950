import { useMemo } from "react";
import type { ModelVersion } from "../../src/contract/records/models.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Promotions } from "./promotions.tsx";
import { RegisteredByClients } from "./registered.tsx";

/** Every version of a model, newest first. */
export function ModelPage() {
  const name = useParam("name");
  const text = useText();
  const { t } = text;
  return (
    <Loaded query={ask("models", "versions", { params: { name }, query: { limit: 1_000 } })}>
      {({ items }) => (
        <>
          <Entity
            kind={t("models.one")}
            name={name}
            command={`prumo model show ${name}`}
            lineage={[
              { label: t("nav.experiments"), to: paths.experiments },
              { label: name, here: true },
              { label: t("nav.deployments"), to: paths.deployments },
            ]}
          />
          <div className="stack">
            {items.length === 0 ? null : <Versions versions={items} text={text} />}
            <RegisteredByClients model={name} isAlone={items.length === 0} />
            <Panel title={t("models.promotions")}>
              <Promotions model={name} />
            </Panel>
          </div>
        </>
      )}
    </Loaded>
  );
}

function Versions({ versions, text }: { versions: readonly ModelVersion[]; text: Text }) {
  const columns = useMemo(() => columnsOf(versions, text), [versions, text]);
  return (
    <DataTable
      name="versions"
      title={text.t("models.versions")}
      columns={columns}
      rows={versions}
      id={({ id }) => id}
    />
  );
}

function columnsOf(
  versions: readonly ModelVersion[],
  { t, say, format }: Text,
): readonly Column<ModelVersion>[] {
  const measured = [...new Set(versions.flatMap(({ evaluation }) => Object.keys(evaluation.metrics)))];
  return [
    {
      key: "version",
      label: t("common.version"),
      value: ({ version }) => version,
      show: ({ model, version }) => <Link to={paths.modelVersion(model, version)}>{`v${version}`}</Link>,
    },
    { key: "aliases", label: t("models.aliases"), value: ({ aliases }) => aliases.join(", ") },
    ...measured.map((metric): Column<ModelVersion> => ({
      key: metric,
      label: say(`metric.${metric}`),
      isNumber: true,
      value: (version) => version.evaluation.metrics[metric as "rocAuc"]?.value ?? null,
      show: (version) => {
        const value = version.evaluation.metrics[metric as "rocAuc"]?.value;
        return value === undefined ? "–" : format.measure(value);
      },
    })),
    { key: "algorithm", label: t("model.algorithm"), value: ({ algorithm }) => algorithm },
    {
      key: "when",
      label: t("common.when"),
      value: ({ createdAt }) => createdAt,
      show: ({ createdAt }) => <When at={createdAt} />,
    },
  ];
}
