import type { CodeRevision, Energy, Environment } from "../../src/contract/records/experiments.ts";
import { useText } from "../i18n/use-text.ts";
import { Facts, Pairs, Panel } from "../parts/panel.tsx";

/** Never one number: the range, and how it was come by. */
export function EnergyView({ energy }: { energy: Energy | null }) {
  const { t, format } = useText();
  return (
    <Panel title={t("trial.energy")}>
      {energy === null ? (
        <p className="dim">{t("trial.energy.none")}</p>
      ) : (
        <>
          <Facts
            items={[
              {
                label: t("trial.energy"),
                value: t("trial.energy.range", {
                  low: format.number(energy.lowWh, 2),
                  high: format.number(energy.highWh, 2),
                }),
              },
              {
                label: t("trial.energy.carbonLabel"),
                value: t("trial.energy.carbon", {
                  low: format.number(energy.lowGrams, 2),
                  high: format.number(energy.highGrams, 2),
                }),
              },
            ]}
          />
          <p className="small dim" title={energy.assumptions}>
            {t("trial.energy.how", {
              method: energy.method,
              cpu: format.number(energy.cpuSeconds),
              intensity: format.integer(energy.intensityGramsPerKwh),
              region: energy.region,
            })}
          </p>
        </>
      )}
    </Panel>
  );
}

export function CodeAndEnvironment(props: { code: CodeRevision | null; environment: Environment | null }) {
  const { t } = useText();
  const { code, environment } = props;
  if (code === null || environment === null) return null;
  return (
    <Panel title={t("trial.code")}>
      <Pairs
        items={[
          [
            t("trial.commit"),
            code.commit === null ? (
              t("trial.noCommit")
            ) : (
              <span key="commit">
                <code>{code.commit.slice(0, 12)}</code> {code.dirty ? t("trial.dirty") : null}
              </span>
            ),
          ],
          [t("trial.project"), digest(code.projectDigest)],
          [t("trial.lockfile"), digest(environment.lockfileDigest)],
          [
            t("trial.machine"),
            `${environment.cpu}, ${t("trial.cores", { count: environment.cores })}, ${environment.platform}`,
          ],
          ["prumo · node", `${environment.prumo} · ${environment.node}`],
        ]}
      />
    </Panel>
  );
}

function digest(value: string | null) {
  return value === null ? "–" : <code title={value}>{value.slice(0, 16)}…</code>;
}
