import type { Source } from "../../src/contract/records/datasets.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Facts, Pairs, Panel } from "../parts/panel.tsx";
import { Problem } from "../parts/problem.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

/** Is data arriving? */
export function SourcePage() {
  const name = useParam("name");
  return (
    <Loaded query={ask("sources", "show", { params: { name } })}>
      {(source) => <SourceView source={source} />}
    </Loaded>
  );
}

function SourceView({ source }: { source: Source }) {
  const { t, format } = useText();
  const { lastBatch } = source;
  return (
    <>
      <Entity
        kind={t("sources.one")}
        name={source.name}
        state={source.state}
        command={"prumo source list"}
        lineage={[
          { label: source.name, here: true },
          { label: source.dataset, to: paths.dataset(source.dataset) },
        ]}
      />
      {source.error === null ? null : (
        <Problem title={t("sources.failed", { error: source.error })} repair={t("sources.failed.repair")} />
      )}
      <div className="grid">
        <Panel className="span-7" title={t("sources.lastBatch")}>
          {lastBatch === null ? (
            <p className="dim">{t("sources.notYet")}</p>
          ) : (
            <Facts
              items={[
                { label: t("common.when"), value: <When at={lastBatch.at} /> },
                {
                  label: t("sources.lastRows"),
                  value: format.integer(lastBatch.rows),
                  note: format.bytes(lastBatch.bytes),
                },
                {
                  label: t("sources.rate"),
                  value: format.compact(lastBatch.rows / Math.max(lastBatch.durationMs / 1_000, 1e-3)),
                  note: format.duration(lastBatch.durationMs),
                },
              ]}
            />
          )}
        </Panel>
        <Panel className="span-5" title={t("sources.one")} note={source.kind}>
          <Pairs
            items={[
              [t("sources.location"), <code key="location">{source.location}</code>],
              [t("sources.batches"), format.integer(source.batches)],
              [t("sources.rows"), format.integer(source.rows)],
              [t("sources.cursor"), lastBatch?.cursor ?? t("common.none")],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
