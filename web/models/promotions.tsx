import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Loaded } from "../parts/loaded.tsx";
import { When } from "../parts/time.tsx";

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
                  <strong>
                    {fromVersion === null
                      ? t("models.promotionFirst", { alias, to: toVersion ?? "–" })
                      : t("models.promotion", { alias, from: fromVersion, to: toVersion ?? "–" })}
                  </strong>
                  <span>{reason}</span>
                </li>
              ))}
          </ol>
        )
      }
    </Loaded>
  );
}
