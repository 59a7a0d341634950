import { lazy, Suspense, useMemo } from "react";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { useText } from "../../i18n/use-text.ts";
import { Copy } from "../../parts/copy.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PartSkeleton } from "../../parts/skeletons.tsx";
import { DataTable, type Column } from "../../parts/table/data-table.tsx";

const Markdown = lazy(async () => ({ default: (await import("../../markdown/markdown.tsx")).Markdown }));

const noteTag = "mlflow.note.content";

/** What somebody wrote about the run. */
export function Note({ run }: { run: Run }) {
  const { t } = useText();
  const note = Object.hasOwn(run.tags, noteTag) ? run.tags[noteTag] : undefined;
  if (note === undefined || note.trim() === "") return null;
  return (
    <Panel title={t("run.note")}>
      <Suspense fallback={<PartSkeleton height={80} />}>
        <Markdown text={note} />
      </Suspense>
    </Panel>
  );
}

/** What the run was told and what was said of it; what MLflow's clients note by themselves is folded away. */
export function ParamsTab({ run }: { run: Run }) {
  const { t } = useText();
  const tags = Object.entries(run.tags).filter(([key]) => key !== noteTag);
  const own = tags.filter(([key]) => !key.startsWith("mlflow."));
  const system = tags.filter(([key]) => key.startsWith("mlflow."));
  const params = Object.entries(run.params);
  return (
    <div className="stack">
      <Panel title={t("trial.params")}>
        {params.length === 0 ? (
          <p className="dim">{t("run.params.none")}</p>
        ) : (
          <KeyValues name="params" title={t("trial.params")} entries={params} />
        )}
      </Panel>
      <Panel title={t("run.tags")}>
        {own.length === 0 ? (
          <p className="dim">{t("run.tags.none")}</p>
        ) : (
          <KeyValues name="tags" title={t("run.tags")} entries={own} />
        )}
        {system.length === 0 ? null : (
          <details className="system-tags">
            <summary>{t("run.tags.system", { count: system.length })}</summary>
            <KeyValues name="systemTags" title={t("run.tags.systemTitle")} entries={system} />
          </details>
        )}
      </Panel>
    </div>
  );
}

type Entry = readonly [key: string, value: string];

function KeyValues(props: { name: string; title: string; entries: readonly Entry[] }) {
  const { t } = useText();
  const columns = useMemo(
    (): readonly Column<Entry>[] => [
      { key: "key", label: t("run.key"), value: ([key]) => key, wraps: true },
      {
        key: "value",
        label: t("run.value"),
        // As a number where it is one, so that it sorts as one.
        value: ([, value]) => (value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value),
        show: ([key, value]) => (
          <span className="with-copy">
            <code className="wrap-anywhere">{value}</code>
            <Copy text={value} label={t("run.copyValue", { name: key })} />
          </span>
        ),
        wraps: true,
      },
    ],
    [t],
  );
  return (
    <DataTable
      name={props.name}
      title={props.title}
      columns={columns}
      rows={props.entries}
      id={([key]) => key}
      isPlain={props.entries.length <= 8}
    />
  );
}
