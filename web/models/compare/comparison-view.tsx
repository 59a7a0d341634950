import type { Comparison } from "../../../src/contract/records/registry.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { StateMark } from "../../parts/state.tsx";
import { Basis } from "./basis.tsx";
import { Heads } from "./heads.tsx";
import { MetricRows } from "./metric-rows.tsx";
import { Requirements } from "./compared-requirements.tsx";
import { Wide } from "./wide.tsx";

/** Everything that tells versions apart: metrics first, then requirements, slices, and what they were made with. */
export function ComparisonView({ comparison }: { comparison: Comparison }) {
  const { t, say, format } = useText();
  const { versions, metrics, slices, slicesOf, params } = comparison;
  return (
    <>
      <Basis comparison={comparison} />
      <Panel title={t("registry.compare.heads")}>
        <Heads comparison={comparison} />
      </Panel>
      <Panel title={t("model.metrics")} note={t("registry.compare.metrics.note")}>
        {metrics.length === 0 ? (
          <p className="dim">{t("registry.compare.noMetrics")}</p>
        ) : (
          <MetricRows
            title={t("model.metrics")}
            versions={versions}
            rows={metrics.map((metric) => ({
              ...metric,
              key: metric.metric,
              name: say(`metric.${metric.metric}`).replace(/^metric\./, ""),
            }))}
          />
        )}
      </Panel>
      <Requirements comparison={comparison} />
      {slices.length === 0 ? null : (
        <Panel
          title={t("registry.compare.slices")}
          note={t("registry.compare.slices.note", {
            metric: say(`metric.${slices[0]?.metric ?? ""}`),
            count: slicesOf,
            all: format.integer(slicesOf),
          })}
        >
          <MetricRows
            title={t("registry.compare.slices")}
            versions={versions}
            rows={slices.slice(0, 15).map((slice) => ({
              ...slice,
              key: `${slice.column} ${slice.value}`,
              name: `${slice.column} ${slice.value}`,
            }))}
          />
        </Panel>
      )}
      <Panel title={t("registry.compare.params")} note={t("registry.compare.params.note")}>
        {params.length === 0 ? (
          <p className="row dim">
            <StateMark tone="quiet" />
            {t("registry.compare.params.none")}
          </p>
        ) : (
          <Wide label={t("registry.compare.params")}>
            <table className="table compare">
              <thead>
                <tr>
                  <th scope="col">{t("registry.compare.param")}</th>
                  {versions.map(({ version }) => (
                    <th key={version} scope="col">{`v${version}`}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {params.map(({ key, values }) => (
                  <tr key={key}>
                    <th scope="row">{key}</th>
                    {values.map((value, at) => (
                      <td key={versions[at]?.version} title={value ?? undefined}>
                        {value === null ? "–" : value.slice(0, 200)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      </Panel>
    </>
  );
}
