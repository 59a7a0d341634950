import { Button } from "@mantine/core";
import type { Model } from "../../src/contract/records/models.ts";
import { api, ask } from "../data/api.ts";
import { usePages } from "../data/use-pages.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Entity } from "../parts/entity.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { PartSkeleton } from "../parts/skeletons.tsx";
import { When } from "../parts/time.tsx";
import { useDone } from "../parts/use-done.tsx";
import { paths } from "../shell/paths.ts";
import "../styles/models.css";
import { DeleteModel } from "./actions/delete.tsx";
import { Description } from "./actions/description.tsx";
import { Tags } from "./actions/tags.tsx";
import { GoneModel } from "./history/gone-model.tsx";
import { Promotions } from "./promotions.tsx";
import { VersionTimeLine } from "./time-line/version-time-line.tsx";
import { VersionsTable } from "./versions-table.tsx";

/** A model: which version stands where and stood where, and all of its versions. */
export function ModelPage() {
  const name = useParam("name");
  return (
    <Loaded
      query={ask("models", "show", { params: { name } })}
      otherwise={(error) => <GoneModel name={name} error={error} />}
    >
      {(model) => <ModelView model={model} />}
    </Loaded>
  );
}

function ModelView({ model }: { model: Model }) {
  const { t } = useText();
  const { name } = model;
  const done = useDone();
  return (
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
        facts={
          <span>
            {t("common.created")} <When at={model.createdAt} />
          </span>
        }
        actions={
          <>
            <Link className="button-link" to={paths.modelHistory(name)}>
              {t("registry.history.link")}
            </Link>
            {model.versions < 2 ? null : (
              <Link className="button-link" to={paths.modelCompare(name)}>
                {t("registry.compare.link")}
              </Link>
            )}
            <DeleteModel name={name} />
          </>
        }
      />
      {done.bar}
      <div className="stack">
        <Description model={name} said={model.description} done={done} />
        <Course model={model} />
        <div className="grid">
          <Panel className="span-7" title={t("models.promotions")}>
            <Promotions model={name} />
          </Panel>
          <Panel className="span-5" title={t("registry.tags")}>
            <Tags model={name} done={done} />
          </Panel>
        </div>
      </div>
    </>
  );
}

const pageSize = 500;

function Course({ model }: { model: Model }) {
  const { t } = useText();
  const params = { name: model.name };
  const versions = usePages(["models", "registered", params, "pages"], (cursor) =>
    api.models.registered({
      params,
      query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
  const tenures = usePages(["models", "history", params, "pages"], (cursor) =>
    api.models.history({ params, query: { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) } }),
  );
  const error = versions.error ?? tenures.error;
  if (error) return <PageProblem error={error} />;
  if (versions.items === undefined || tenures.items === undefined) return <PartSkeleton height={420} />;
  const { items } = versions;
  return (
    <>
      {items.length === 0 && tenures.items.length === 0 ? (
        <Empty text={t("models.noVersion")} command="prumo run train" />
      ) : (
        <div className="panel">
          <Loaded query={ask("models", "promotions", { params })} height={200}>
            {({ promotions }) => (
              <VersionTimeLine
                model={model.name}
                since={model.createdAt}
                versions={items}
                tenures={tenures.items ?? []}
                promotions={promotions}
              />
            )}
          </Loaded>
          {versions.hasMore || tenures.hasMore ? (
            <p className="row small dim">
              {t("registry.line.newest", { count: items.length })}
              <Button
                variant="default"
                size="compact-sm"
                loading={versions.isLoadingMore || tenures.isLoadingMore}
                onClick={() => {
                  if (versions.hasMore) versions.more();
                  if (tenures.hasMore) tenures.more();
                }}
              >
                {t("registry.older")}
              </Button>
            </p>
          ) : null}
        </div>
      )}
      {items.length === 0 ? null : (
        <VersionsTable model={model.name} versions={items} all={model.versions} pages={versions} />
      )}
    </>
  );
}
