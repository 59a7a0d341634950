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
          [t("madeWith.lockfiles"), <Lockfiles key="lockfiles" lockfiles={environment.lockfiles} />],
          [
            t("trial.machine"),
            `${environment.cpu}, ${t("trial.cores", { count: environment.cores })}, ${environment.platform}`,
          ],
          ["prumo · node", `${environment.prumo} · ${environment.node}`],
          ...(environment.python === null
            ? []
            : [[t("madeWith.python"), <Python key="python" python={environment.python} />] as const]),
        ]}
      />
    </Panel>
  );
}

function Lockfiles({ lockfiles }: { lockfiles: Environment["lockfiles"] }) {
  const { t } = useText();
  if (lockfiles.length === 0) return <span className="dim">{t("madeWith.noLockfiles")}</span>;
  return (
    <ul className="made-with-list">
      {lockfiles.map(({ name, sha256 }) => (
        <li key={name}>
          {name} {digest(sha256)}
        </li>
      ))}
    </ul>
  );
}

/** The version, and the packages behind a disclosure: there may be hundreds. */
function Python({ python }: { python: NonNullable<Environment["python"]> }) {
  const { t } = useText();
  const { implementation, version, packages } = python;
  return (
    <>
      {implementation} {version}
      <details className="made-with-packages">
        <summary>{t("madeWith.packages", { count: packages.length })}</summary>
        <ul className="made-with-list">
          {packages.map((each) => (
            <li key={each.name}>
              <code>
                {each.name}=={each.version}
              </code>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function digest(value: string | null) {
  return value === null ? "–" : <code title={value}>{value.slice(0, 16)}…</code>;
}
