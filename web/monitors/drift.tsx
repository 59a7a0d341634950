import { useMemo } from "react";
import type { ColumnDrift, DriftReport } from "../../src/contract/records/monitors.ts";
import { Bars } from "../charts/bars.tsx";
import { HeatMap } from "../charts/heat-map.tsx";
import { useUrlState } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Panel } from "../parts/panel.tsx";
import { State } from "../parts/state.tsx";

/** Usual reading of the PSI: under 0.1 stable, from 0.25 on a real shift (Siddiqi, Credit Risk Scorecards, 2006). */
const bounds = [0.1, 0.25] as const;

/** Columns × windows, and the chosen column's distribution then and now. */
export function Drift({ reports }: { reports: readonly DriftReport[] }) {
  const { t, format } = useText();
  const [chosenWindow, setWindow] = useUrlState("window");
  const [chosenColumn, setColumn] = useUrlState("column");
  const rows = useMemo(() => columnsByDrift(reports), [reports]);
  const columns = useMemo(() => reports.map(({ from }) => format.day(from)), [reports, format]);
  const values = useMemo(
    () =>
      rows.map((name) =>
        reports.map(({ columns: of }) => of.find(({ column }) => column === name)?.psi ?? null),
      ),
    [rows, reports],
  );
  const names = useMemo(() => [t("monitors.psi.low"), t("monitors.psi.some"), t("monitors.psi.much")], [t]);
  const report = reports.find(({ id }) => id === chosenWindow) ?? reports.at(-1);
  const column = report?.columns.find(({ column: name }) => name === (chosenColumn || rows[0]));
  return (
    <>
      <div className="panel">
        <HeatMap
          title={t("monitors.heat")}
          unit={t("monitors.heat.unit")}
          columns={columns}
          rows={rows}
          values={values}
          bounds={bounds}
          names={names}
          onSelect={(x, y) => {
            setWindow(reports[x]?.id ?? "");
            setTimeout(() => setColumn(rows[y] ?? ""));
          }}
        />
      </div>
      {report === undefined ? null : (
        <div className="grid">
          <Panel className="span-4" title={t("common.column")}>
            <ColumnList report={report} chosen={column?.column ?? ""} onChoose={setColumn} />
          </Panel>
          {column === undefined ? null : (
            <div className="panel span-8">
              <ThenNow drift={column} report={report} />
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** The columns that ever moved most come first. */
function columnsByDrift(reports: readonly DriftReport[]): readonly string[] {
  const most = new Map<string, number>();
  for (const { columns } of reports)
    for (const { column, psi } of columns) most.set(column, Math.max(psi, most.get(column) ?? 0));
  return [...most].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}

function ColumnList(props: { report: DriftReport; chosen: string; onChoose: (column: string) => void }) {
  const { format } = useText();
  return (
    <ul className="choices">
      {props.report.columns
        .toSorted((a, b) => b.psi - a.psi)
        .map(({ column, psi, drifted }) => (
          <li key={column}>
            <button
              type="button"
              aria-pressed={column === props.chosen}
              onClick={() => props.onChoose(column)}
            >
              <span className="clip">{column}</span>
              {drifted ? <State state="drifted" /> : null}
              <span className="tabular">{format.number(psi, 2)}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}

function ThenNow({ drift, report }: { drift: ColumnDrift; report: DriftReport }) {
  const { t, format } = useText();
  const series = useMemo(
    () => [
      { label: t("monitors.then"), values: drift.bins.reference, isQuiet: true },
      { label: t("monitors.now", { day: format.day(report.from) }), values: drift.bins.current },
    ],
    [drift, report, t, format],
  );
  return (
    <Bars
      title={t("monitors.thenNow", { column: drift.column })}
      unit={t("monitors.thenNow.unit", {
        psi: format.number(drift.psi, 2),
        method: drift.method === "ks" ? "KS" : "χ²",
        p: format.pValue(drift.pValue),
      })}
      labels={drift.bins.labels}
      binLabel={t("monitors.bin")}
      series={series}
      height={260}
    />
  );
}
