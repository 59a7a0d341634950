import type { ReactNode } from "react";
import type { ComparedVersion, Comparison } from "../../../src/contract/records/registry.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { shortId } from "../../parts/short-id.ts";
import { When } from "../../parts/time.tsx";
import { paths } from "../../shell/paths.ts";
import { Wide } from "./wide.tsx";

/** What each version is: by whom, on what it was trained and measured, how large. */
export function Heads({ comparison }: { comparison: Comparison }) {
  const { t, format } = useText();
  const { model, versions } = comparison;
  const rows: readonly (readonly [string, (version: ComparedVersion) => ReactNode])[] = [
    [t("models.aliases"), ({ aliases }) => aliases.join(", ") || "–"],
    [t("models.stage"), ({ stage }) => (stage === "None" ? "–" : stage)],
    [
      t("registry.made"),
      ({ isPackage, algorithm }) =>
        isPackage ? `${t("registry.pipeline")}, ${algorithm ?? ""}` : t("registry.client"),
    ],
    [t("common.when"), ({ createdAt }) => <When at={createdAt} />],
    [t("registry.trainedOn"), ({ trainedOn }) => <Datasets ids={trainedOn} />],
    [
      t("registry.measuredOn"),
      ({ measuredOn }) => <Datasets ids={measuredOn === null ? [] : [measuredOn]} />,
    ],
    [t("common.rows"), ({ rows: count }) => (count === null ? "–" : format.integer(count))],
    [t("common.size"), ({ bytes }) => (bytes === null ? "–" : format.bytes(bytes))],
    [
      t("models.run"),
      ({ runId }) => (runId === null ? "–" : <Link to={paths.run(runId)}>{runId.slice(0, 12)}</Link>),
    ],
  ];
  return (
    <Wide label={t("registry.compare.heads")}>
      <table className="table compare">
        <thead>
          <tr>
            <td />
            {versions.map(({ version }, at) => (
              <th key={version} scope="col">
                <Link className="underlined" to={paths.modelVersion(model, version)}>{`v${version}`}</Link>
                {at === 0 ? <span className="dim"> {t("registry.compare.first")}</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, show]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {versions.map((version) => (
                <td key={version.version}>{show(version)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** Dataset versions of ours lead to their pages; what a client calls a dataset is only named. */
function Datasets({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return <>–</>;
  return (
    <span className="row">
      {ids.map((id) =>
        id.startsWith("dsv_") ? (
          <Link key={id} to={paths.datasetVersion(id)}>
            {shortId(id)}
          </Link>
        ) : (
          <span key={id}>{id.slice(0, 80)}</span>
        ),
      )}
    </span>
  );
}
