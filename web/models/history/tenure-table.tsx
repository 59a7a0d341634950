import { useMemo } from "react";
import type { Tenure } from "../../../src/contract/records/models.ts";
import { utcText } from "../../charts/time-line/ticks.ts";
import { useText, type Text } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { DataTable, type Column } from "../../parts/table/data-table.tsx";
import { paths } from "../../shell/paths.ts";

/** Who stood where in a span of time, newest first. `since`: before it the name was another model's. */
export function TenureTable({ tenures, since }: { tenures: readonly Tenure[]; since: number }) {
  const text = useText();
  const { t } = text;
  const shown = useMemo(() => tenures.filter(({ alias }) => alias !== "None"), [tenures]);
  const columns = useMemo(() => columnsOf(since, text), [since, text]);
  if (shown.length === 0) {
    return (
      <div className="empty" role="status">
        <p>{t("registry.history.emptyRange")}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="tenures"
      title={t("registry.history.range.title")}
      columns={columns}
      rows={shown}
      id={({ seq }) => String(seq)}
    />
  );
}

function columnsOf(since: number, { t }: Text): readonly Column<Tenure>[] {
  return [
    { key: "alias", label: t("registry.aliasOrStage"), value: ({ alias }) => alias },
    {
      key: "version",
      label: t("common.version"),
      value: ({ version }) => version,
      show: ({ model, version, from }) =>
        from < since ? `v${version}` : <Link to={paths.modelVersion(model, version)}>{`v${version}`}</Link>,
    },
    {
      key: "since",
      label: t("registry.since"),
      value: ({ from }) => from,
      show: ({ from }) => utcText(from),
    },
    {
      key: "until",
      label: t("registry.until"),
      value: ({ until }) => until,
      show: ({ until }) => (until === null ? t("registry.until.now") : utcText(until)),
    },
    { key: "who", label: t("registry.who"), value: ({ by }) => by },
    { key: "why", label: t("registry.why"), value: ({ reason }) => reason, wraps: true },
    {
      key: "evidence",
      label: t("registry.evidence"),
      value: ({ evidence }) => evidence.length,
      isNumber: true,
    },
  ];
}
