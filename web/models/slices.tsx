import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Evaluation, MetricName } from "../../src/contract/records/models.ts";
import { Interval } from "../charts/interval.tsx";
import { useText } from "../i18n/use-text.ts";
import { isLowerBetter } from "../../src/engines/search/query.ts";
import { Panel } from "../parts/panel.tsx";

const first = 12;

/** Where the model is weakest: every slice with its interval against the value over all rows. */
export function Slices({ evaluation }: { evaluation: Evaluation }) {
  const { t, say, format } = useText();
  const [isAll, setAll] = useState(false);
  const metric = headMetric(evaluation);
  const rows = useMemo(
    () =>
      evaluation.slices
        .flatMap((slice) => {
          const measured = slice.metrics[metric];
          return measured ? [{ ...slice, measured }] : [];
        })
        .toSorted((a, b) => (a.measured.value - b.measured.value) * (isLowerBetter(metric) ? -1 : 1)),
    [evaluation, metric],
  );
  const ends = rows.flatMap(({ measured: { value, low, high } }) => [low ?? value, high ?? value]);
  const overall = evaluation.metrics[metric]?.value;
  const from = Math.min(...ends);
  const to = Math.max(...ends);
  return (
    <Panel title={t("model.slices")} note={t("model.slices.note", { metric: say(`metric.${metric}`) })}>
      <ol className="slices">
        {rows.slice(0, isAll ? rows.length : first).map(({ column, value, rows: count, measured }) => (
          <li key={`${column} ${value}`}>
            <span className="clip">
              <span className="dim">{column} </span>
              {value}
            </span>
            <Interval
              value={measured.value}
              low={measured.low}
              high={measured.high}
              threshold={overall}
              from={from}
              to={to}
              tone="quiet"
            />
            <span className="number">{format.measure(measured.value)}</span>
            <span className="number small dim">{format.compact(count)}</span>
          </li>
        ))}
      </ol>
      {rows.length <= first || isAll ? null : (
        <Button variant="default" mt={10} onClick={() => setAll(true)}>
          {t("model.slices.more", { count: rows.length })}
        </Button>
      )}
    </Panel>
  );
}

function headMetric({ metrics }: Evaluation): MetricName {
  return (["rocAuc", "accuracy", "rmse"] as const).find((name) => metrics[name] !== undefined) ?? "logLoss";
}
