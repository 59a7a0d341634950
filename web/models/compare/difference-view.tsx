import type { ComparedDifference, ComparedVerdict } from "../../../src/contract/records/registry.ts";
import { useText } from "../../i18n/use-text.ts";

/** Each verdict has a sign of its own, so that none is told by colour alone. */
const signs: Readonly<Record<ComparedVerdict, readonly [sign: string, tone: string]>> = {
  better: ["▲", "ok"],
  worse: ["▼", "failed"],
  same: ["≈", "quiet"],
  unknown: ["?", "quiet"],
  incomparable: ["≠", "attention"],
};

/** How far a version is from the first, and what may be said of it. */
export function DifferenceView({ difference }: { difference: ComparedDifference | null }) {
  const { t, format } = useText();
  if (difference === null) return <>–</>;
  const { value, low, high, verdict } = difference;
  const [sign, tone] = signs[verdict];
  const signed = (number: number) => `${number > 0 ? "+" : ""}${format.measure(number)}`;
  return (
    <div className="difference">
      <span className={`verdict tone-${tone}`} data-verdict={verdict}>
        <span aria-hidden="true">{sign}</span> {t(`registry.verdict.${verdict}`)}
      </span>
      <span className="tabular">
        {signed(value)}
        {low === null || high === null ? null : (
          <span className="small dim">
            {" "}
            ({signed(low)} … {signed(high)})
          </span>
        )}
      </span>
    </div>
  );
}
