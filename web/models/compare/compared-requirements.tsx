import type { Evidence } from "../../../src/contract/records/models.ts";
import type { Comparison } from "../../../src/contract/records/registry.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { State } from "../../parts/state.tsx";
import { Wide } from "./wide.tsx";

/** Which requirements each version met, and by how much. */
export function Requirements({ comparison }: { comparison: Comparison }) {
  const { t, say, format } = useText();
  const { versions, requirements } = comparison;
  const bound = ({ requirement, threshold }: Evidence) =>
    `${say(`metric.${requirement.metric}`)} ${requirement.atLeast === undefined ? "≤" : "≥"} ${format.measure(threshold)}`;
  return (
    <Panel title={t("registry.compare.requirements")}>
      {requirements.length === 0 ? (
        <p className="dim">{t("registry.compare.requirements.none")}</p>
      ) : (
        <Wide label={t("registry.compare.requirements")}>
          <table className="table compare">
            <thead>
              <tr>
                <td />
                {versions.map(({ version }) => (
                  <th key={version} scope="col">{`v${version}`}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {requirements.map(({ id, checked }) => {
                const known = checked.find((evidence) => evidence !== null);
                return (
                  <tr key={id}>
                    <th scope="row">
                      {id} {known?.requirement.title}
                      {known === undefined ? null : <span className="small dim block">{bound(known)}</span>}
                    </th>
                    {checked.map((evidence, at) => (
                      <td key={versions[at]?.version}>
                        {evidence === null ? (
                          <span className="dim">{t("registry.compare.unchecked")}</span>
                        ) : (
                          <>
                            <State state={evidence.verdict} />{" "}
                            <span className="tabular">
                              {evidence.value === null ? "–" : format.measure(evidence.value)}
                            </span>
                            {evidence.sliceValue === null ? null : (
                              <span className="small dim"> {evidence.sliceValue}</span>
                            )}
                          </>
                        )}
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Wide>
      )}
    </Panel>
  );
}
