import type { ComparedMetric, ComparedVersion } from "../../../src/contract/records/registry.ts";
import { Interval } from "../../charts/interval.tsx";
import { useText } from "../../i18n/use-text.ts";
import { DifferenceView } from "./difference-view.tsx";
import { Wide } from "./wide.tsx";

interface Row extends ComparedMetric {
  readonly key: string;
  readonly name: string;
}

/** A row for each metric or slice: values with their intervals on one scale, then the differences from the first. */
export function MetricRows(props: {
  title: string;
  versions: readonly ComparedVersion[];
  rows: readonly Row[];
}) {
  const { t } = useText();
  const { versions, rows } = props;
  const first = versions[0]?.version ?? 0;
  return (
    <Wide label={props.title}>
      <table className="table compare">
        <caption className="hidden">{props.title}</caption>
        <thead>
          <tr>
            <td />
            {versions.map(({ version }) => (
              <th key={version} scope="col">{`v${version}`}</th>
            ))}
            {versions.slice(1).map(({ version }) => (
              <th key={version} scope="col">
                {t("registry.compare.difference", { version, first })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RowView key={row.key} row={row} versions={versions} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function RowView({ row, versions }: { row: Row; versions: readonly ComparedVersion[] }) {
  const { t, format } = useText();
  const ends = row.values.flatMap((value) =>
    value === null ? [] : [value.low ?? value.value, value.high ?? value.value],
  );
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return (
    <tr>
      <th scope="row">
        {row.name}
        <span className="small dim block">
          {t(row.isLowerBetter ? "registry.compare.lower" : "registry.compare.higher")}
        </span>
      </th>
      {row.values.map((value, at) => (
        <td key={versions[at]?.version} className="measured">
          {value === null ? (
            "–"
          ) : (
            <>
              <strong>{format.measure(value.value)}</strong>
              {value.low === null || value.high === null ? null : (
                <>
                  <span className="small dim block">
                    {format.measure(value.low)} – {format.measure(value.high)}
                  </span>
                  <Interval
                    value={value.value}
                    low={value.low}
                    high={value.high}
                    from={from}
                    to={to}
                    tone="quiet"
                  />
                </>
              )}
            </>
          )}
        </td>
      ))}
      {row.differences.slice(1).map((difference, at) => (
        <td key={versions[at + 1]?.version}>
          <DifferenceView difference={difference} />
        </td>
      ))}
    </tr>
  );
}
