import type { Promotion } from "../../src/contract/records/models.ts";
import { ask } from "../data/api.ts";
import { type Text, useText } from "../i18n/use-text.ts";
import { Loaded } from "../parts/loaded.tsx";
import { When } from "../parts/time.tsx";

function moved(
  { alias, fromVersion, toVersion }: Pick<Promotion, "alias" | "fromVersion" | "toVersion">,
  t: Text["t"],
): string {
  if (toVersion === null) return t("models.promotionEnd", { alias, from: fromVersion ?? "–" });
  if (fromVersion === null) return t("models.promotionFirst", { alias, to: toVersion });
  return t("models.promotion", { alias, from: fromVersion, to: toVersion });
}

/** Who served as what, when and why: the newest first. */
export function Promotions({ model }: { model: string }) {
  const { t } = useText();
  return (
    <Loaded query={ask("models", "promotions", { params: { name: model } })} height={80}>
      {({ promotions }) =>
        promotions.length === 0 ? (
          <p className="dim">{t("models.promotions.empty")}</p>
        ) : (
          <ol className="story">
            {promotions
              .toSorted((a, b) => b.seq - a.seq)
              .map(({ seq, alias, fromVersion, toVersion, by, reason, at }) => (
                <li key={seq}>
                  <span className="small dim">
                    <When at={at} /> · {by}
                  </span>
                  <strong>{moved({ alias, fromVersion, toVersion }, t)}</strong>
                  <span>{reason}</span>
                </li>
              ))}
          </ol>
        )
      }
    </Loaded>
  );
}
