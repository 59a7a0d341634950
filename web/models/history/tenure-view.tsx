import { useQuery } from "@tanstack/react-query";
import type { Tenure } from "../../../src/contract/records/models.ts";
import { utcText } from "../../charts/time-line/ticks.ts";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Pairs, Panel } from "../../parts/panel.tsx";
import { shortId } from "../../parts/short-id.ts";
import { paths } from "../../shell/paths.ts";
import { EvidenceRows } from "../requirements.tsx";

/** One answer: which version it was, since and until when, who decided, why, on what evidence, and what it is made of. */
export function TenureView(props: {
  tenure: Tenure;
  /** Whether it is of an earlier model of this name, whose versions are gone. */
  isEarlier: boolean;
  isNow: boolean;
}) {
  const { t, format } = useText();
  const { tenure, isEarlier } = props;
  const { model, version } = tenure;
  const params = { name: model, version: String(version) };
  const registered = useQuery({
    ...ask("models", "registeredVersion", { params }),
    enabled: !isEarlier,
    retry: false,
  });
  const found = isEarlier ? undefined : registered.data;
  const alias = tenure.kind === "stage" ? t("registry.stage", { name: tenure.alias }) : tenure.alias;
  const until =
    tenure.until === null ? (
      t("registry.until.now")
    ) : (
      <>
        {utcText(tenure.until)} <span className="dim">({format.duration(tenure.until - tenure.from)})</span>
      </>
    );
  return (
    <Panel
      title={t(props.isNow ? "registry.history.is" : "registry.history.was", { alias, version })}
      end={
        found === undefined ? undefined : (
          <Link to={paths.modelVersion(model, version)}>{`${model} v${version}`}</Link>
        )
      }
    >
      <div className="stack">
        <Pairs
          items={[
            [t("registry.since"), utcText(tenure.from)],
            [t("registry.until"), until],
            [t("registry.who"), tenure.by],
            [t("registry.why"), tenure.reason],
            ...(found === undefined ? [] : madeOf(found)),
          ]}
        />
        {found === undefined && !registered.isLoading ? (
          <p className="dim">{t(isEarlier ? "registry.history.earlier" : "registry.history.deleted")}</p>
        ) : null}
        {found?.isPackage === true ? <Package tenure={tenure} id={found.id} /> : null}
      </div>
    </Panel>
  );

  function madeOf(of: NonNullable<typeof found>): (readonly [string, React.ReactNode])[] {
    return [
      ...(of.runId === null
        ? []
        : [
            [
              t("models.run"),
              <Link key="run" to={paths.run(of.runId)}>
                {of.runId.slice(0, 12)}
              </Link>,
            ] as const,
          ]),
      ...(of.isPackage ? [] : ([[t("models.source"), of.source]] as const)),
    ];
  }
}

/** What the version was trained on, and the evidence that it had when it was promoted. */
function Package({ tenure, id }: { tenure: Tenure; id: string }) {
  const { t } = useText();
  const params = { name: tenure.model, version: String(tenure.version) };
  return (
    <>
      <Loaded query={ask("models", "version", { params })} height={40}>
        {({ datasetVersions, digest }) => (
          <p className="row small">
            <span className="dim">{t("registry.trainedOn")}</span>
            {datasetVersions.map((dataset) => (
              <Link key={dataset} to={paths.datasetVersion(dataset)}>
                {shortId(dataset)}
              </Link>
            ))}
            <span className="dim">{t("registry.package")}</span>
            <code title={digest}>{digest.slice(0, 12)}</code>
          </p>
        )}
      </Loaded>
      <Loaded query={ask("models", "evidence", { params: { id } })} height={80}>
        {({ evidence }) => {
          const then = evidence.filter((item) => tenure.evidence.includes(item.id));
          return then.length === 0 ? (
            <p className="dim">{t("registry.evidence.none")}</p>
          ) : (
            <EvidenceRows evidence={then} />
          );
        }}
      </Loaded>
    </>
  );
}
