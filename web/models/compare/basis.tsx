import type { Comparison } from "../../../src/contract/records/registry.ts";
import { useText } from "../../i18n/use-text.ts";
import { shortId } from "../../parts/short-id.ts";
import { StateMark } from "../../parts/state.tsx";

/** What the numbers may be taken for: whether they were measured on the same rows, and what a verdict means. */
export function Basis({ comparison }: { comparison: Comparison }) {
  const { t, format } = useText();
  const { isSameData, versions } = comparison;
  const [first] = versions;
  const rows = format.integer(first?.rows ?? 0);
  if (isSameData === false) {
    return (
      <div className="warning" role="note">
        <strong>
          <StateMark tone="attention" /> {t("registry.compare.otherData")}
        </strong>
        <p>{t("registry.compare.otherData.means")}</p>
      </div>
    );
  }
  return (
    <div className="note" role="note">
      <p>
        {isSameData === null
          ? t("registry.compare.unknownData")
          : first?.rows == null
            ? t("registry.compare.sameData.client", { dataset: first?.measuredOn ?? "" })
            : t("registry.compare.sameData", { rows, dataset: shortId(first.measuredOn ?? "") })}
      </p>
      <p className="dim small">
        {isSameData === true && first?.rows != null
          ? t("registry.compare.unpaired")
          : t("registry.compare.noInterval")}
      </p>
    </div>
  );
}
