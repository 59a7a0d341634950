import type { Deployment, VariantStats } from "../../src/contract/records/deployments.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { State } from "../parts/state.tsx";
import { paths } from "../shell/paths.ts";

/** The shares of traffic as one bar, and below it each variant with how it does. */
export function Split({ deployment }: { deployment: Deployment }) {
  const { t, format } = useText();
  const { variants, rollout } = deployment;
  const verdict = rollout?.verdicts.at(-1);
  const statsOf = (id: string): VariantStats | undefined =>
    [verdict?.baseline, verdict?.candidate].find((stats) => stats?.modelVersionId === id) ?? undefined;
  if (variants.length === 0) return <p className="dim">{t("deployments.split.empty")}</p>;
  return (
    <>
      <div className="split" aria-hidden="true">
        {variants
          .filter(({ weight }) => weight > 0)
          .map(({ modelVersionId, version, weight }) => (
            <span
              key={modelVersionId}
              style={{ flexGrow: weight, background: colourOf(variants, modelVersionId) }}
            >
              {weight < 6 ? null : `v${version} · ${format.percent(weight / 100)}`}
            </span>
          ))}
      </div>
      <ul className="variants">
        {variants.map((variant) => {
          const stats = statsOf(variant.modelVersionId);
          return (
            <li key={`${variant.role} ${variant.modelVersionId}`}>
              <span className="row">
                <svg width="10" height="10" aria-hidden="true">
                  <rect width="10" height="10" rx="2" fill={colourOf(variants, variant.modelVersionId)} />
                </svg>
                <Link to={paths.modelVersion(variant.model, variant.version)}>
                  {`${variant.model} v${variant.version}`}
                </Link>
                <State state={variant.role} />
              </span>
              <span>{t("deployments.shareOf", { share: format.percent(variant.weight / 100) })}</span>
              <Stats stats={stats} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function colourOf(variants: Deployment["variants"], id: string): string {
  const at = variants.findIndex(({ modelVersionId }) => modelVersionId === id);
  return `var(--split-${(at % 3) + 1})`;
}

function Stats({ stats }: { stats: VariantStats | undefined }) {
  const { t, format } = useText();
  if (!stats) return <span className="dim">–</span>;
  const ms = (value: number | null) => (value === null ? "–" : format.duration(value));
  return (
    <span className="row small dim tabular">
      <span>
        {t("deployments.answered")} {format.integer(stats.answered + stats.shadowed)}
      </span>
      <span>
        {t("deployments.errors")} {format.integer(stats.errors)}
      </span>
      <span>
        {t("deployments.latency")} {ms(stats.latencyP50Ms)} / {ms(stats.latencyP99Ms)}
      </span>
      {stats.logLoss === null ? null : (
        <span>
          {t("deployments.logLoss")} {format.number(stats.logLoss, 4)}{" "}
          {t("deployments.logLoss.over", { rows: format.compact(stats.labelled) })}
        </span>
      )}
    </span>
  );
}
