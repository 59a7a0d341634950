import { useQuery } from "@tanstack/react-query";
import type { ColumnProfile, DatasetVersion } from "../../src/contract/records/datasets.ts";
import { MiniBars } from "../charts/mini-bars.tsx";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Panel } from "../parts/panel.tsx";
import { alignBins } from "./align-bins.ts";

/** One small histogram for each column, with that of the version before as a line. */
export function Distributions({ version }: { version: DatasetVersion }) {
  const { t } = useText();
  const { data } = useQuery(ask("datasets", "previous", { params: { id: version.id } }));
  const before = data?.version ?? null;
  if (version.profile.length === 0) return null;
  return (
    <Panel
      title={t("version.distributions")}
      note={before === null ? t("version.first") : t("version.against", { number: before.number })}
    >
      <ul className="multiples">
        {version.profile.map((profile) => (
          <Multiple
            key={profile.column}
            profile={profile}
            before={before?.profile.find(({ column }) => column === profile.column)}
          />
        ))}
      </ul>
    </Panel>
  );
}

function Multiple({ profile, before }: { profile: ColumnProfile; before: ColumnProfile | undefined }) {
  const { t, format } = useText();
  const bins = alignBins(profile, before);
  const isTime = profile.type === "timestamp";
  const write = (value: number | string) => {
    if (isTime) return format.day(Number(value) || Date.parse(String(value)));
    return typeof value === "number" ? format.number(value, 4) : value;
  };
  const facts = [
    profile.mean === null || isTime ? undefined : t("version.meanOf", { value: format.number(profile.mean) }),
    profile.top?.[0] ? t("version.categoriesOf", { value: profile.top[0].value }) : undefined,
    t("version.distinct", { count: format.compact(profile.distinct) }),
    profile.nulls === 0
      ? undefined
      : t("version.nulls", { share: format.percent(profile.nulls / Math.max(profile.rows, 1)) }),
  ];
  return (
    <li>
      <p className="multiple-name">
        <span className="clip">{profile.column}</span> <span className="small dim">{profile.type}</span>
      </p>
      <MiniBars now={bins.now} before={bins.before} />
      <p className="multiple-ends small dim">
        <span>{profile.min === null ? "" : write(profile.min)}</span>
        <span>{profile.max === null ? "" : write(profile.max)}</span>
      </p>
      <p className="small dim">{facts.filter((fact) => fact !== undefined).join(" · ")}</p>
    </li>
  );
}
