/** A measured value with its interval on a scale, and the threshold it is held against. */
export function Interval(props: {
  value: number | null;
  low: number | null;
  high: number | null;
  threshold?: number | undefined;
  /** Which side of the threshold is good. */
  good?: "above" | "below" | undefined;
  from: number;
  to: number;
  tone: "ok" | "attention" | "failed" | "quiet";
}) {
  const at = (value: number) =>
    `${Math.min(100, Math.max(0, ((value - props.from) / (props.to - props.from || 1)) * 100))}%`;
  const { value, low, high, threshold } = props;
  return (
    <svg className={`interval tone-${props.tone}`} width="100%" height="22" aria-hidden="true">
      <line x1="0" x2="100%" y1="11" y2="11" stroke="var(--line)" />
      {threshold === undefined || props.good === undefined ? null : (
        <rect
          x={props.good === "above" ? at(threshold) : "0"}
          width={props.good === "above" ? `${100 - Number.parseFloat(at(threshold))}%` : at(threshold)}
          y="3"
          height="16"
          rx="2"
          fill="var(--ok-soft)"
        />
      )}
      {threshold === undefined ? null : (
        <line
          x1={at(threshold)}
          x2={at(threshold)}
          y1="1"
          y2="21"
          stroke="var(--text)"
          strokeWidth="1.5"
          strokeDasharray="3 2"
        />
      )}
      {low === null || high === null ? null : (
        <line
          x1={at(low)}
          x2={at(high)}
          y1="11"
          y2="11"
          stroke="currentColor"
          strokeWidth="4"
          opacity=".45"
        />
      )}
      {value === null ? null : <circle cx={at(value)} cy="11" r="5" fill="currentColor" />}
    </svg>
  );
}
