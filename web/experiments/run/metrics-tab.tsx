import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { MetricNumber, Run } from "../../../src/contract/records/experiments.ts";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Copy } from "../../parts/copy.tsx";
import { Panel } from "../../parts/panel.tsx";
import { DataTable, type Column } from "../../parts/table/data-table.tsx";
import { When } from "../../parts/time.tsx";
import { ChartControls } from "./chart-controls.tsx";
import { useChartSettings } from "./chart-settings.ts";
import { CurveCard } from "./curve-card.tsx";
import { foundKeys, isCurve, metricGroups, pageOfGroups } from "./metric-groups.ts";
import { useLiveCurves } from "./use-live-curves.ts";

const chartsOfPage = 24;

/** A chart of each metric that was logged more than once, and the last and extreme values of all. */
export function MetricsTab({ run }: { run: Run }) {
  const { t } = useText();
  useLiveCurves(run);
  return (
    <div className="stack">
      <Panel title={t("run.charts")}>
        <Charts run={run} />
      </Panel>
      <Panel title={t("run.values")}>
        <Values run={run} />
      </Panel>
    </div>
  );
}

function Charts({ run }: { run: Run }) {
  const { t, format } = useText();
  const charts = useChartSettings();
  const [search, setSearch] = useUrlState("find");
  const [pageText, setPage] = useUrlState("charts");
  const found = useMemo(() => {
    const keys = foundKeys(run.metrics, search);
    return keys.filter((key) => {
      const summary = run.metrics[key];
      return summary !== undefined && isCurve(summary);
    });
  }, [run.metrics, search]);
  const groups = useMemo(() => metricGroups(found), [found]);
  const pages = Math.max(1, Math.ceil(found.length / chartsOfPage));
  const page = Math.min(Math.max(1, Math.trunc(Number(pageText)) || 1), pages);
  const shown = pageOfGroups(groups, (page - 1) * chartsOfPage, chartsOfPage);
  if (!Object.values(run.metrics).some(isCurve)) return <p className="dim">{t("trial.metrics.empty")}</p>;
  return (
    <>
      <ChartControls settings={charts} search={search} onSearch={setSearch} />
      {found.length === 0 ? <p className="dim">{t("run.charts.noneFound")}</p> : null}
      {shown.map(({ name, keys }) => (
        <section key={name} aria-label={name || t("run.charts.ungrouped")}>
          {groups.length > 1 ? <h3 className="group-name">{name || t("run.charts.ungrouped")}</h3> : null}
          <div className="small-multiples">
            {keys.map((key) => (
              <CurveCard
                key={key}
                run={run}
                metric={key}
                settings={charts.settings}
                onZoom={charts.setZoom}
              />
            ))}
          </div>
        </section>
      ))}
      {pages === 1 ? null : (
        <nav className="row pages" aria-label={t("run.charts.pages")}>
          <Button variant="default" disabled={page === 1} onClick={() => setPage(String(page - 1))}>
            {t("run.charts.before")}
          </Button>
          <span role="status">
            {t("run.charts.page", { page: format.integer(page), pages: format.integer(pages) })}
          </span>
          <Button variant="default" disabled={page === pages} onClick={() => setPage(String(page + 1))}>
            {t("run.charts.next")}
          </Button>
        </nav>
      )}
    </>
  );
}

interface ValueRow {
  readonly key: string;
  readonly last: MetricNumber;
  readonly step: number;
  readonly min: MetricNumber;
  readonly max: MetricNumber;
  readonly at: number;
}

function Values({ run }: { run: Run }) {
  const { t, format } = useText();
  const rows = useMemo(
    () =>
      Object.entries(run.metrics).map(([key, { last, lastStep, lastAt, min, max }]): ValueRow => {
        return { key, last, step: lastStep, min, max, at: lastAt };
      }),
    [run.metrics],
  );
  const columns = useMemo((): readonly Column<ValueRow>[] => {
    const number = (name: "last" | "min" | "max"): Column<ValueRow> => ({
      key: name,
      label: t(`run.values.${name}`),
      value: (row) => Number(row[name]),
      show: (row) => (
        <span title={String(row[name])}>
          {typeof row[name] === "number" ? format.number(row[name], 5) : row[name]}
        </span>
      ),
      isNumber: true,
    });
    return [
      {
        key: "metric",
        label: t("run.values.metric"),
        value: ({ key }) => key,
        show: ({ key, last }) => (
          <span className="with-copy">
            <span className="wrap-anywhere">{key}</span>
            <Copy text={String(last)} label={t("run.copyValue", { name: key })} />
          </span>
        ),
      },
      number("last"),
      {
        key: "step",
        label: t("trial.step"),
        value: ({ step }) => step,
        show: ({ step }) => format.integer(step),
        isNumber: true,
      },
      number("min"),
      number("max"),
      { key: "at", label: t("run.values.at"), value: ({ at }) => at, show: ({ at }) => <When at={at} /> },
    ];
  }, [t, format]);
  if (rows.length === 0) return <p className="dim">{t("run.values.none")}</p>;
  return (
    <DataTable name="values" title={t("run.values")} columns={columns} rows={rows} id={({ key }) => key} />
  );
}
