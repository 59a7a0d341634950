import type { Promotion, Tenure } from "../../../src/contract/records/models.ts";
import { utcText } from "../../charts/time-line/ticks.ts";
import { useText } from "../../i18n/use-text.ts";
import type { Asked } from "./moment.ts";
import { TenureTable } from "./tenure-table.tsx";
import { TenureView } from "./tenure-view.tsx";

/** More answers than these are read better in a table. */
const mostCards = 6;

/** What stood at a moment; where nothing did, what came before and after. */
export function Standing(props: {
  tenures: readonly Tenure[];
  asked: Extract<Asked, { kind: "moment" }>;
  alias: string;
  promotions: readonly Promotion[];
  since: number;
}) {
  const { t } = useText();
  const { asked, alias, since } = props;
  const tenures = props.tenures.filter((tenure) => tenure.alias !== "None");
  if (tenures.length > mostCards) return <TenureTable tenures={tenures} since={since} />;
  if (tenures.length > 0) {
    return (
      <div className="stack" role="region" aria-live="polite" aria-label={t("registry.history.answer")}>
        {tenures.map((tenure) => (
          <TenureView key={tenure.seq} tenure={tenure} isEarlier={tenure.from < since} isNow={asked.isNow} />
        ))}
      </div>
    );
  }
  const moves = props.promotions.filter((move) => alias === "" || move.alias === alias);
  const before = moves.find(({ at }) => at <= asked.at);
  const after = moves.findLast(({ at }) => at > asked.at);
  return (
    <div className="empty" role="region" aria-live="polite" aria-label={t("registry.history.answer")}>
      <p>
        {alias === ""
          ? t("registry.history.nothing", { at: utcText(asked.at) })
          : t("registry.history.nobody", { alias, at: utcText(asked.at) })}
      </p>
      {before === undefined ? null : (
        <p className="dim">
          {t("registry.history.before", { at: utcText(before.at), by: before.by, reason: before.reason })}
        </p>
      )}
      {after === undefined ? null : (
        <p className="dim">
          {t("registry.history.after", {
            alias: after.alias,
            version: after.toVersion ?? "–",
            at: utcText(after.at),
          })}
        </p>
      )}
      {moves.length === 0 ? <p className="dim">{t("models.promotions.empty")}</p> : null}
    </div>
  );
}
