import { Select } from "@mantine/core";
import { useMemo } from "react";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { telling, useComparison } from "./comparison.tsx";
import { tellingFields } from "./fields.ts";
import { ScatterChart } from "./scatter-chart.tsx";
import { useFieldWords } from "./words.ts";

/** How does one thing go with another, and with a third? */
export function ScatterSection() {
  const { t } = useText();
  const words = useFieldWords();
  const { runs, fields, choices, field } = useComparison();
  const [xText, setX] = useUrlState("sx");
  const [yText, setY] = useUrlState("sy");
  const [zText, setZ] = useUrlState("sz");
  const usual = useMemo(() => {
    const y = telling(runs, fields);
    const params = tellingFields(
      runs,
      fields.filter(({ type }) => type === "param"),
    );
    return {
      x: params.find(({ isNumber }) => isNumber) ?? params[0] ?? fields.find((each) => each !== y),
      y,
    };
  }, [runs, fields]);
  const x = field(xText) ?? usual.x;
  const y = field(yText) ?? usual.y ?? fields.at(-1);
  const z = field(zText) ?? null;
  const numbers = useMemo(() => words.choices(fields.filter(({ isNumber }) => isNumber)), [words, fields]);
  if (x === undefined || y === undefined) return null;
  return (
    <Panel title={t("compare.scatter")} note={t("compare.scatter.note")}>
      <div className="compare-tools">
        <Select
          label={t("compare.x")}
          data={choices}
          value={x.id}
          onChange={(id) => setX(id ?? "")}
          allowDeselect={false}
          searchable
          limit={100}
        />
        <Select
          label={t("compare.y")}
          data={choices}
          value={y.id}
          onChange={(id) => setY(id ?? "")}
          allowDeselect={false}
          searchable
          limit={100}
        />
        <Select
          label={t("compare.z")}
          placeholder={t("compare.z.none")}
          data={numbers}
          value={z?.id ?? null}
          onChange={(id) => setZ(id ?? "")}
          clearable
          searchable
          limit={100}
        />
      </div>
      <ScatterChart x={x} y={y} z={z?.isNumber ? z : null} />
    </Panel>
  );
}
