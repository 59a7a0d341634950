import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo } from "react";
import type { ModelOverview } from "../../src/contract/records/registry.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { api } from "../data/api.ts";
import { usePages } from "../data/use-pages.ts";
import { useUrlState } from "../data/use-url.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Empty } from "../parts/empty.tsx";
import { Link } from "../parts/link.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { PartSkeleton } from "../parts/skeletons.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";
import { Clipped } from "./versions-table.tsx";

const pageSize = 500;

/** Every registered model; prompts, which MLflow keeps as models, when they are asked for. */
export function ModelsTable() {
  const text = useText();
  const { t } = text;
  const [prompts, setPrompts] = useUrlState("prompts");
  const [find, setFind] = useUrlState("find");
  const name = useDeferredValue(find);
  const asked = { prompts: prompts === "shown" ? "shown" : "hidden", name } as const;
  const pages = usePages(["models", "overview", asked, "pages"], (cursor) =>
    api.models.overview({
      query: { ...asked, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
  const columns = useMemo(() => columnsOf(text), [text]);
  const { items } = pages;
  if (pages.error) return <PageProblem error={pages.error} />;
  return (
    <div className="stack">
      <div className="row">
        {pages.hasMore || find !== "" ? (
          <TextInput
            leftSection={<IconSearch size={14} aria-hidden="true" />}
            aria-label={t("registry.find")}
            placeholder={t("registry.find")}
            value={find}
            maxLength={256}
            onChange={(event) => setFind(event.currentTarget.value)}
          />
        ) : null}
        <Checkbox
          label={t("registry.prompts")}
          checked={prompts === "shown"}
          onChange={(event) => setPrompts(event.currentTarget.checked ? "shown" : "")}
        />
      </div>
      {items === undefined ? (
        <PartSkeleton height={160} />
      ) : items.length === 0 && find === "" ? (
        <Empty text={t("models.empty")} command="prumo run train" />
      ) : (
        <DataTable
          name="models"
          title={t("nav.models")}
          columns={columns}
          rows={items}
          id={({ name: key }) => key}
        />
      )}
      {pages.hasMore ? (
        <Button variant="default" loading={pages.isLoadingMore} onClick={pages.more}>
          {t("registry.more")}
        </Button>
      ) : null}
    </div>
  );
}

function columnsOf({ t, say, format }: Text): readonly Column<ModelOverview>[] {
  return [
    {
      key: "name",
      label: t("common.name"),
      value: ({ name }) => name,
      show: ({ name, isPrompt }) => (
        <>
          <Link to={paths.model(name)}>{name}</Link>
          {isPrompt ? <span className="badge">{t("registry.prompt")}</span> : null}
        </>
      ),
    },
    {
      key: "live",
      label: t("state.live"),
      value: ({ aliases }) => aliases["live"] ?? null,
      show: ({ name, aliases }) => <Version model={name} version={aliases["live"]} />,
    },
    {
      key: "latest",
      label: t("models.latest"),
      value: ({ newest }) => newest?.version ?? null,
      show: ({ name, newest }) => <Version model={name} version={newest?.version} />,
    },
    {
      key: "course",
      label: t("registry.course"),
      value: ({ course }) => course?.values.at(-1) ?? null,
      show: ({ course }) => (course === null ? "–" : <Course course={course} {...{ say, format }} />),
    },
    {
      key: "promotion",
      label: t("registry.lastPromotion"),
      value: ({ lastPromotion }) => lastPromotion?.at ?? null,
      show: ({ lastPromotion }) =>
        lastPromotion === null ? (
          "–"
        ) : (
          <span title={`${lastPromotion.by}: ${lastPromotion.reason.slice(0, 500)}`}>
            {lastPromotion.alias} → {lastPromotion.toVersion === null ? "–" : `v${lastPromotion.toVersion}`},{" "}
            <When at={lastPromotion.at} />
          </span>
        ),
    },
    {
      key: "aliases",
      label: t("models.aliases"),
      value: ({ aliases }) => aliasesText(aliases),
      show: ({ aliases }) => <Clipped text={aliasesText(aliases)} />,
    },
    { key: "versions", label: t("models.versions"), value: ({ versions }) => versions, isNumber: true },
    {
      key: "description",
      label: t("models.description"),
      value: ({ description }) => description,
      show: ({ description }) => <Clipped text={description ?? ""} />,
    },
    {
      key: "when",
      label: t("common.updated"),
      value: ({ updatedAt }) => updatedAt,
      show: ({ updatedAt }) => <When at={updatedAt} />,
    },
  ];
}

function Version({ model, version }: { model: string; version: number | undefined }) {
  if (version === undefined) return <>–</>;
  return <Link to={paths.modelVersion(model, version)}>{`v${version}`}</Link>;
}

/** The first metric of the newest packages, the last of them in figures. */
function Course(props: {
  course: NonNullable<ModelOverview["course"]>;
  say: Text["say"];
  format: Text["format"];
}) {
  const { metric, values } = props.course;
  const last = values.at(-1);
  return (
    <span className="course" title={props.say(`metric.${metric}`)}>
      <span className="course-line">
        <Sparkline values={values} width={70} height={18} />
      </span>
      <span className="tabular">{last === undefined ? "–" : props.format.measure(last)}</span>
      <span className="small dim">{props.say(`metric.${metric}`)}</span>
    </span>
  );
}

function aliasesText(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([alias, version]) => `${alias}: v${version}`)
    .join(", ");
}
