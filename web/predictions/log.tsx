import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Prediction } from "../../src/contract/records/deployments.ts";
import { api } from "../data/api.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { ShortId } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { Link } from "../parts/link.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { PartSkeleton } from "../parts/skeletons.tsx";
import { State } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";
import { When } from "../parts/time.tsx";
import { shortId } from "../parts/short-id.ts";
import { paths } from "../shell/paths.ts";

const pageRows = 500;

/** The log, newest first, a page at a time. */
export function Log({ deployment, labelled }: { deployment: string; labelled: "yes" | "no" | "" }) {
  const text = useText();
  const { t } = text;
  const query = {
    limit: pageRows,
    ...(deployment === "" ? {} : { deployment }),
    ...(labelled === "" ? {} : { labelled }),
  };
  const pages = useInfiniteQuery({
    queryKey: ["predictions", "list", "pages", query],
    queryFn: ({ pageParam }) =>
      api.predictions.list({ query: pageParam === "" ? query : { ...query, cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const columns = useMemo(() => columnsOf(rows, text), [rows, text]);
  if (pages.error !== null) return <PageProblem error={pages.error} />;
  if (pages.isPending) return <PartSkeleton height={400} />;
  if (rows.length === 0)
    return <Empty text={t("predictions.empty")} command="prumo predict delays --file rows.json" />;
  return (
    <>
      <DataTable name="log" title={t("nav.predictions")} columns={columns} rows={rows} id={({ id }) => id} />
      {pages.hasNextPage ? (
        <div>
          <Button
            variant="default"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("predictions.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function columnsOf(rows: readonly Prediction[], { t, format }: Text): readonly Column<Prediction>[] {
  const inputs = [...new Set(rows.slice(0, 50).flatMap(({ inputs: of }) => Object.keys(of)))];
  return [
    {
      key: "id",
      label: t("predictions.one"),
      value: ({ id }) => id,
      show: ({ id }) => <Link to={paths.prediction(id)}>{shortId(id)}</Link>,
    },
    {
      key: "at",
      label: t("predictions.event"),
      value: ({ at }) => at,
      show: ({ at }) => <span className="tabular">{format.moment(at)}</span>,
    },
    {
      key: "score",
      label: t("predictions.score"),
      value: ({ score }) => score,
      show: ({ score }) => format.score(score),
      isNumber: true,
    },
    { key: "predicted", label: t("predictions.predicted"), value: ({ predicted }) => predicted },
    {
      key: "label",
      label: t("predictions.label"),
      value: ({ label }) => label,
      show: ({ label }) => (label === null ? <span className="dim">{t("predictions.noLabel")}</span> : label),
    },
    {
      key: "role",
      label: t("predictions.role"),
      value: ({ role }) => role,
      show: ({ role }) => <State state={role} />,
    },
    ...inputs.map((name): Column<Prediction> => ({
      key: `in.${name}`,
      label: name,
      value: (row) => asCell(row.inputs[name]),
    })),
    {
      key: "answered",
      label: t("predictions.at"),
      value: ({ answeredAt }) => answeredAt,
      show: ({ answeredAt }) => <When at={answeredAt} />,
    },
    {
      key: "version",
      label: t("model.one"),
      value: ({ modelVersionId }) => modelVersionId,
      show: ({ modelVersionId }) => <ShortId id={modelVersionId} />,
    },
  ];
}

function asCell(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}
