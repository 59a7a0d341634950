import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { RegisteredVersion } from "../../src/contract/records/models.ts";
import type { VersionMeasures } from "../../src/contract/records/registry.ts";
import { api } from "../data/api.ts";
import { usePages, type Pages } from "../data/use-pages.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

/** Versions of any make, newest first: by whom, under which aliases, how good. */
export function VersionsTable(props: {
  model: string;
  versions: readonly RegisteredVersion[];
  /** How many there are; not all of them need to have come. */
  all: number;
  pages: Pages<RegisteredVersion>;
}) {
  const text = useText();
  const { t, format } = text;
  const params = { name: props.model };
  const hasPackages = props.versions.some(({ isPackage }) => isPackage);
  const measures = usePages(["models", "measures", params, "pages"], (cursor) =>
    hasPackages
      ? api.models.measures({ params, query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } })
      : Promise.resolve({ items: [], next: null }),
  );
  const measured = useMemo(
    () => new Map((measures.items ?? []).map((item) => [item.version, item])),
    [measures.items],
  );
  const columns = useMemo(() => columnsOf(measured, text), [measured, text]);
  const { pages } = props;
  return (
    <div>
      <DataTable
        name="versions"
        title={t("models.versions")}
        columns={columns}
        rows={props.versions}
        id={({ id }) => id}
      />
      {pages.hasMore ? (
        <p className="row small dim">
          {t("registry.shown", {
            shown: format.integer(props.versions.length),
            all: format.integer(props.all),
          })}
          <Button
            variant="default"
            size="compact-sm"
            loading={pages.isLoadingMore}
            onClick={() => {
              pages.more();
              if (measures.hasMore) measures.more();
            }}
          >
            {t("registry.older")}
          </Button>
        </p>
      ) : null}
    </div>
  );
}

function columnsOf(
  measured: ReadonlyMap<number, VersionMeasures>,
  { t, say, format }: Text,
): readonly Column<RegisteredVersion>[] {
  const metrics = [...new Set([...measured.values()].flatMap(({ metrics: of }) => Object.keys(of)))];
  const valueOf = (version: number, metric: string) =>
    measured.get(version)?.metrics[metric as "rocAuc"]?.value ?? null;
  return [
    {
      key: "version",
      label: t("common.version"),
      value: ({ version }) => version,
      show: ({ model, version }) => <Link to={paths.modelVersion(model, version)}>{`v${version}`}</Link>,
    },
    {
      key: "aliases",
      label: t("models.aliases"),
      value: ({ aliases }) => aliases.join(", "),
      show: ({ aliases }) => <Clipped text={aliases.join(", ")} />,
    },
    { key: "stage", label: t("models.stage"), value: ({ stage }) => (stage === "None" ? null : stage) },
    ...metrics.map((metric): Column<RegisteredVersion> => ({
      key: metric,
      label: say(`metric.${metric}`),
      isNumber: true,
      value: ({ version }) => valueOf(version, metric),
      show: ({ version }) => {
        const value = valueOf(version, metric);
        return value === null ? "–" : format.measure(value);
      },
    })),
    {
      key: "by",
      label: t("registry.made"),
      value: ({ isPackage, createdBy }) => (isPackage ? t("registry.pipeline") : createdBy),
      show: ({ isPackage, createdBy }) => <Clipped text={isPackage ? t("registry.pipeline") : createdBy} />,
    },
    {
      key: "run",
      label: t("models.run"),
      value: ({ runId }) => runId,
      show: ({ runId }) => (runId === null ? "–" : <Link to={paths.run(runId)}>{runId.slice(0, 12)}</Link>),
    },
    {
      key: "tags",
      label: t("registry.tags"),
      value: ({ tags }) => tagsText(tags),
      show: ({ tags }) => <Clipped text={tagsText(tags)} />,
    },
    {
      key: "description",
      label: t("models.description"),
      value: ({ description }) => description,
      show: ({ description }) => <Clipped text={description ?? ""} />,
    },
    {
      key: "when",
      label: t("common.when"),
      value: ({ createdAt }) => createdAt,
      show: ({ createdAt }) => <When at={createdAt} />,
    },
  ];
}

function tagsText(tags: RegisteredVersion["tags"]): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

/** One line of a text that may be long, the rest of it on hover. */
export function Clipped({ text }: { text: string }) {
  if (text === "") return <>–</>;
  return (
    <span className="clip clip-cell" title={text.slice(0, 2_000)}>
      {text.slice(0, 200)}
    </span>
  );
}
