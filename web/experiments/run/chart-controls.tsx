import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import type { CurveAxis } from "../../charts/curve-line.ts";
import { useText } from "../../i18n/use-text.ts";
import { mostSmoothing, type useChartSettings } from "./chart-settings.ts";

const axes: readonly CurveAxis[] = ["step", "relative", "wall"];

/** Which metrics, against what, on which scale, how smooth. */
export function ChartControls(props: {
  settings: ReturnType<typeof useChartSettings>;
  search: string;
  onSearch: (search: string) => void;
}) {
  const { t } = useText();
  const { settings, setAxis, setLog, setSmoothing, setZoom } = props.settings;
  const name = useId();
  return (
    <div className="chart-controls" role="group" aria-label={t("run.charts.controls")}>
      <TextInput
        className="chart-search"
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        placeholder={t("run.charts.search")}
        aria-label={t("run.charts.search")}
        value={props.search}
        onChange={(event) => props.onSearch(event.currentTarget.value)}
      />
      <fieldset className="segments">
        <legend className="hidden">{t("run.axis")}</legend>
        {axes.map((axis) => (
          <label key={axis}>
            <input type="radio" name={name} checked={settings.axis === axis} onChange={() => setAxis(axis)} />
            <span>{t(`run.axis.${axis}`)}</span>
          </label>
        ))}
      </fieldset>
      <Checkbox
        size="xs"
        label={t("run.charts.log")}
        checked={settings.isLog}
        onChange={(event) => setLog(event.currentTarget.checked)}
      />
      <Smoothing weight={settings.smoothing} onChange={setSmoothing} />
      {settings.zoom === undefined ? (
        <span className="small dim chart-hint">{t("run.charts.zoomHint")}</span>
      ) : (
        <Button variant="default" onClick={() => setZoom(undefined)}>
          {t("run.charts.zoomOut")}
        </Button>
      )}
    </div>
  );
}

/** Follows the hand at once, the address when it rests. */
function Smoothing({ weight, onChange }: { weight: number; onChange: (weight: number) => void }) {
  const { t, format } = useText();
  const [now, setNow] = useState(weight);
  useEffect(() => setNow(weight), [weight]);
  useEffect(() => {
    if (now === weight) return undefined;
    const timer = setTimeout(() => onChange(now), 120);
    return () => clearTimeout(timer);
  });
  return (
    <label className="smoothing">
      <span>{t("run.charts.smoothing")}</span>
      <input
        type="range"
        min={0}
        max={mostSmoothing}
        step={0.01}
        value={now}
        onChange={(event) => setNow(Number(event.currentTarget.value))}
      />
      <output className="tabular">{format.number(now, 2)}</output>
    </label>
  );
}
