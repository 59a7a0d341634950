import { Checkbox, Select, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useDeferredValue, useMemo } from "react";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { useComparison } from "./comparison.tsx";
import { differs, rowsOf } from "./differences.ts";
import { DifferencesGrid } from "./differences-grid.tsx";
import { aggregates } from "./fields.ts";

/** In what do they differ? */
export function DifferencesSection() {
  const { t, say } = useText();
  const { runs, isShown } = useComparison();
  const [all, setAll] = useUrlState("all");
  const [aggregateText, setAggregate] = useUrlState("metric");
  const [find, setFind] = useUrlState("find");
  const aggregate = aggregates.find((each) => each === aggregateText) ?? "best";
  const shown = useMemo(() => runs.filter((_, at) => isShown[at]), [runs, isShown]);
  const rows = useMemo(() => rowsOf(shown, aggregate), [shown, aggregate]);
  const wanted = useDeferredValue(find.trim().toLowerCase());
  const kept = useMemo(
    () =>
      rows.filter(
        (row) => (all !== "" || differs(row)) && (wanted === "" || row.label.toLowerCase().includes(wanted)),
      ),
    [rows, all, wanted],
  );
  return (
    <Panel title={t("compare.differences")} note={t("compare.differences.note")}>
      <div className="compare-tools">
        <Checkbox
          size="xs"
          label={t("compare.onlyDifferent")}
          checked={all === ""}
          onChange={(event) => setAll(event.currentTarget.checked ? "" : "yes")}
        />
        <Select
          label={t("compare.metricValue")}
          data={aggregates.map((value) => ({ value, label: say(`compare.${value}`) }))}
          value={aggregate}
          allowDeselect={false}
          onChange={(value) => setAggregate(value === "best" ? "" : (value ?? ""))}
        />
        <TextInput
          label={t("compare.findRow")}
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
        <span className="dim small" role="status">
          {t("compare.rows", { count: kept.length, all: rows.length })}
        </span>
      </div>
      {kept.length === 0 ? (
        <p className="dim">{t(shown.length < 2 ? "compare.differences.few" : "compare.differences.none")}</p>
      ) : (
        <DifferencesGrid runs={shown} rows={kept} />
      )}
    </Panel>
  );
}
