/**
 * A small histogram, and behind it that of before as an outline: shares of each, so that a larger batch does
 * not look like a change. Both over the same bins.
 */
export function MiniBars(props: {
  now: readonly number[];
  before?: readonly number[] | undefined;
  height?: number;
}) {
  const height = props.height ?? 56;
  const now = shares(props.now);
  const before = props.before ? shares(props.before) : undefined;
  const top = Math.max(...now, ...(before ?? []), 1e-9);
  const width = 100;
  const step = width / Math.max(now.length, 1);
  const outline = before
    ?.map((share, at) => {
      const y = height - (share / top) * (height - 2);
      return `${at === 0 ? "M" : "L"}${at * step} ${y}H${(at + 1) * step}`;
    })
    .join("");
  return (
    <svg
      className="mini-bars"
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      width="100%"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {now.map((share, at) => (
        <rect
          key={at}
          x={at * step + step * 0.06}
          width={step * 0.88}
          y={height - (share / top) * (height - 2)}
          height={(share / top) * (height - 2)}
          fill="var(--series-1)"
          opacity=".75"
        />
      ))}
      {outline === undefined ? null : (
        <path
          d={outline}
          fill="none"
          stroke="var(--series-2)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}

function shares(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  return counts.map((count) => count / total);
}
