import "../styles/datasets.css";
import { useQuery } from "@tanstack/react-query";
import type { DatasetVersion } from "../../src/contract/records/datasets.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import type { LineageChip } from "../parts/lineage.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Pairs, Panel } from "../parts/panel.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Checks } from "./checks.tsx";
import { Distributions } from "./distributions.tsx";
import { Sample } from "./sample.tsx";

/** Can I trust this data, and what changed? */
export function DatasetVersionPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("datasets", "version", { params: { id } })}>
      {(version) => <VersionView version={version} />}
    </Loaded>
  );
}

function VersionView({ version }: { version: DatasetVersion }) {
  const { t, format } = useText();
  const lineage = useLineage(version);
  return (
    <>
      <Entity
        kind={t("version.one")}
        name={`${version.dataset} v${version.number}`}
        state={version.quality}
        id={version.id}
        command={`prumo dataset show ${version.id.slice(0, 12)}`}
        lineage={lineage}
        facts={
          <>
            <span>
              {t("datasets.committed")} <When at={version.committedAt} />
            </span>
            <span>
              {t("common.rows")}: {format.integer(version.rows)}
            </span>
            <span>{format.bytes(version.bytes)}</span>
            <span>{t("version.columns", { count: version.manifest.schema.length })}</span>
          </>
        }
      />
      <div className="stack">
        <Checks checks={version.checks} />
        <Distributions version={version} />
        <Panel title={t("version.sample")}>
          <Loaded
            query={ask("datasets", "sample", { params: { id: version.id }, query: { limit: 50 } })}
            height={260}
          >
            {({ rows }) => <Sample schema={version.manifest.schema} rows={rows} />}
          </Loaded>
        </Panel>
        <Panel title={t("version.files")}>
          <Pairs
            items={[
              ...version.manifest.files.map(
                (file) =>
                  [
                    file.path,
                    <code
                      key={file.path}
                    >{`sha256 ${file.sha256.slice(0, 16)}… · ${format.bytes(file.bytes)}`}</code>,
                  ] as const,
              ),
              [t("version.madeBy"), <code key="made">{JSON.stringify(version.manifest.madeBy)}</code>],
              [t("version.parents"), version.manifest.parents.join(", ") || t("common.none")],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function useLineage(version: DatasetVersion): readonly LineageChip[] {
  const { data } = useQuery(ask("datasets", "lineage", { params: { id: version.id } }));
  const source = data?.source ?? null;
  return [
    ...(source === null ? [] : [{ label: source, to: paths.source(source) }]),
    { label: `${version.dataset} v${version.number}`, here: true },
    ...(data?.pipelineRuns ?? [])
      .slice(0, 3)
      .map(({ id, pipeline, number }) => ({ label: `${pipeline} #${number}`, to: paths.pipelineRun(id) })),
    ...(data?.modelVersions ?? []).slice(0, 3).map(({ model, version: number }) => ({
      label: `${model} v${number}`,
      to: paths.modelVersion(model, number),
    })),
  ];
}
