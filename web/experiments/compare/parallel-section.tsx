import { MultiSelect } from "@mantine/core";
import { useMemo } from "react";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { type Comparison, telling, useComparison } from "./comparison.tsx";
import { tellingFields, valueOf } from "./fields.ts";
import { ParallelChart } from "./parallel-chart.tsx";
import { useFieldWords } from "./words.ts";

const mostAxes = 20;

/** Which settings go with which results? */
export function ParallelSection() {
  const { t } = useText();
  const words = useFieldWords();
  const { runs, fields, choices, field, isLog, setLog } = useComparison();
  const [chosenText, setChosen] = useUrlState("axes");
  const chosen = useMemo(
    () =>
      chosenText === ""
        ? usual(runs, fields)
        : chosenText
            .split(",")
            .flatMap((id) => field(id) ?? [])
            .slice(0, mostAxes),
    [chosenText, runs, fields, field],
  );
  const numbers = chosen.filter(({ isNumber }) => isNumber);
  const logged = fields.filter(isLog).map(({ id }) => id);
  return (
    <Panel title={t("compare.parallel")} note={t("compare.parallel.note")}>
      <div className="compare-tools">
        <MultiSelect
          size="xs"
          label={t("compare.axes")}
          data={choices}
          value={chosen.map(({ id }) => id)}
          onChange={(ids) => setChosen(ids.join(","))}
          searchable
          limit={100}
          maxValues={mostAxes}
          className="compare-wide"
        />
        <MultiSelect
          size="xs"
          label={t("compare.logAxes")}
          data={numbers.map((each) => ({ value: each.id, label: words.label(each) }))}
          value={numbers.filter(isLog).map(({ id }) => id)}
          onChange={(ids) => {
            const here = new Set(numbers.map(({ id }) => id));
            setLog([...logged.filter((id) => !here.has(id)), ...ids]);
          }}
          className="compare-wide"
        />
      </div>
      {chosen.length < 2 ? (
        <p className="dim">{t("compare.parallel.few")}</p>
      ) : (
        <ParallelChart fields={chosen} />
      )}
    </Panel>
  );
}

/** The parameters that vary and most runs have, and the best of the metrics that do; the most telling one last. */
function usual(runs: Comparison["runs"], fields: Comparison["fields"]) {
  const last = telling(runs, fields);
  const common = tellingFields(runs, fields).filter(
    (field) => 2 * runs.filter((run) => valueOf(run, field) !== null).length >= runs.length,
  );
  const params = common.filter(({ type }) => type === "param").slice(0, 6);
  const metrics = common
    .filter((field) => field.type === "metric" && field.aggregate === "best" && field !== last)
    .slice(0, 2);
  return [...params, ...metrics, ...(last === undefined ? [] : [last])];
}
