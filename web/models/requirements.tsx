import type { Evidence } from "../../src/contract/records/models.ts";
import { Interval } from "../charts/interval.tsx";
import { useText } from "../i18n/use-text.ts";
import { State } from "../parts/state.tsx";
import "../styles/models.css";

/** Each requirement with the measured value, its interval and its threshold on one scale. */
export function EvidenceRows({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <ol className="evidence">
      {evidence.map((row) => (
        <EvidenceRow key={row.id} row={row} />
      ))}
    </ol>
  );
}

function EvidenceRow({ row }: { row: Evidence }) {
  const { t, say, format } = useText();
  const { requirement, value, low, high, threshold, margin } = row;
  const isAbove = requirement.atLeast !== undefined;
  const write = (number: number) => format.measure(number);
  const tone = ({ passed: "ok", warned: "attention", failed: "failed" } as const)[row.verdict];
  const [from, to] = scaleOf([value, low, high, threshold]);
  return (
    <li>
      <div className="evidence-name">
        <State state={row.verdict} />
        <span>
          <strong>{requirement.id}</strong> {requirement.title}
          {row.sliceValue === null ? null : <span className="dim"> · {row.sliceValue}</span>}
        </span>
      </div>
      <Interval {...{ value, low, high, threshold, from, to, tone }} good={isAbove ? "above" : "below"} />
      <div className="evidence-figures tabular">
        <strong>{value === null ? "–" : write(value)}</strong>
        <span className="small dim">
          {say(`metric.${requirement.metric}`)} {isAbove ? "≥" : "≤"} {write(threshold)}
        </span>
        {margin === null ? null : (
          <span className="small dim">
            {margin >= 0
              ? t("model.margin", { margin: write(margin) })
              : t("model.marginOut", { margin: write(-margin) })}
          </span>
        )}
      </div>
    </li>
  );
}

/** The span of all values and a fifth of it to each side. */
function scaleOf(values: readonly (number | null)[]): readonly [number, number] {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = (high - low || Math.abs(high) || 1) * 0.2;
  return [low - room, high + room];
}
