import type { Promotion } from "../../src/contract/records/models.ts";
import { ask } from "../data/api.ts";
import { type Text, useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { When } from "../parts/time.tsx";
import { paths } from "../shell/paths.ts";

function moved(
  { alias, fromVersion, toVersion }: Pick<Promotion, "alias" | "fromVersion" | "toVersion">,
  t: Text["t"],
): string {
  if (toVersion === null) return t("models.promotionEnd", { alias, from: fromVersion ?? "–" });
  if (fromVersion === null) return t("models.promotionFirst", { alias, to: toVersion });
  return t("models.promotion", { alias, from: fromVersion, to: toVersion });
}

const most = 200;

/** Who served as what, when and why, the newest first; of a model, or those that a version took part in. */
export function Promotions({ model, version }: { model: string; version?: number }) {
  const { t } = useText();
  return (
    <Loaded query={ask("models", "promotions", { params: { name: model } })} height={80}>
      {({ promotions: all }) => {
        const promotions = all.filter(
          ({ fromVersion, toVersion }) =>
            version === undefined || fromVersion === version || toVersion === version,
        );
        return promotions.length === 0 ? (
          <p className="dim">
            {t(version === undefined ? "models.promotions.empty" : "registry.promotions.none")}
          </p>
        ) : (
          <ol className="story scrolling" tabIndex={0} aria-label={t("models.promotions")}>
            {promotions
              .toSorted((a, b) => b.seq - a.seq)
              .slice(0, most)
              .map(({ seq, alias, fromVersion, toVersion, by, reason, at, evidence }) => (
                <li key={seq}>
                  <span className="small dim">
                    <When at={at} /> · {by}
                  </span>
                  <strong>{moved({ alias, fromVersion, toVersion }, t)}</strong>
                  <span>{reason}</span>
                  {evidence.length === 0 ? null : (
                    <Link to={paths.modelHistory(model)} search={{ alias, at: new Date(at).toISOString() }}>
                      {t("registry.evidence.count", { count: evidence.length })}
                    </Link>
                  )}
                </li>
              ))}
          </ol>
        );
      }}
    </Loaded>
  );
}
