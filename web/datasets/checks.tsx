import { useMemo } from "react";
import type { CheckResult } from "../../src/contract/records/datasets.ts";
import { useText, type Text } from "../i18n/use-text.ts";
import { Panel } from "../parts/panel.tsx";
import { State, StateMark, toneOf } from "../parts/state.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";

const gravity = { failed: 0, warned: 1, passed: 2 } as const;

/** Quality by dimension, then every check, those that fail first. */
export function Checks({ checks }: { checks: readonly CheckResult[] }) {
  const text = useText();
  const { t, say } = text;
  const columns = useMemo(() => columnsOf(text), [text]);
  const worstFirst = useMemo(
    () => checks.toSorted((a, b) => gravity[a.verdict] - gravity[b.verdict]),
    [checks],
  );
  if (checks.length === 0)
    return (
      <Panel title={t("version.quality")}>
        <p className="dim">{t("version.unchecked")}</p>
      </Panel>
    );
  const dimensions = Map.groupBy(checks, ({ dimension }) => dimension);
  return (
    <Panel title={t("version.quality")}>
      <ul className="dimensions">
        {[...dimensions].map(([dimension, of]) => {
          const worst = of.toSorted((a, b) => gravity[a.verdict] - gravity[b.verdict])[0];
          const passed = of.filter(({ verdict }) => verdict === "passed").length;
          return (
            <li key={dimension}>
              <StateMark tone={toneOf(worst?.verdict ?? "unchecked")} />
              <span>{say(`dimension.${dimension}`)}</span>
              <span className="small dim">{t("version.passedOf", { passed, all: of.length })}</span>
            </li>
          );
        })}
      </ul>
      <DataTable
        name="checks"
        title={t("version.quality")}
        columns={columns}
        rows={worstFirst}
        id={({ check }) => check}
        isPlain
      />
    </Panel>
  );
}

function columnsOf({ t, say, format }: Text): readonly Column<CheckResult>[] {
  const write = (value: number | string | null) =>
    typeof value === "number" ? format.number(value, 6) : (value ?? "–");
  return [
    {
      key: "verdict",
      label: t("common.state"),
      value: ({ verdict }) => verdict,
      show: ({ verdict }) => <State state={verdict} />,
    },
    {
      key: "check",
      label: t("version.check"),
      value: ({ check }) => check,
      show: ({ check }) => <code>{check}</code>,
    },
    {
      key: "dimension",
      label: t("version.dimension"),
      value: ({ dimension }) => say(`dimension.${dimension}`),
    },
    { key: "expected", label: t("version.expected"), value: ({ expected }) => expected },
    {
      key: "measured",
      label: t("version.measured"),
      value: ({ measured }) => measured,
      show: ({ measured }) => write(measured),
      isNumber: true,
    },
    {
      key: "rows",
      label: t("version.failingRows"),
      value: ({ failingRows }) => failingRows,
      show: ({ failingRows }) => (failingRows === null ? "–" : format.integer(failingRows)),
      isNumber: true,
    },
  ];
}
