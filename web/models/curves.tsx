import { useMemo } from "react";
import type { Evaluation } from "../../src/contract/records/models.ts";
import { Lines } from "../charts/lines.tsx";
import { useText } from "../i18n/use-text.ts";

/** Reliability diagram: on the diagonal, stated chances are honest. */
export function CalibrationChart({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useText();
  const series = useMemo(
    () => [
      {
        label: t("model.observed"),
        points: evaluation.calibration.map(({ predicted, observed }) => [predicted, observed] as const),
        dots: true,
      },
    ],
    [evaluation, t],
  );
  return (
    <div className="panel">
      <Lines
        title={t("model.calibration")}
        unit={t("model.calibration.unit")}
        series={series}
        x="number"
        xLabel={t("model.predicted")}
        diagonal
      />
    </div>
  );
}

export function RocChart({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useText();
  const series = useMemo(
    () => [
      {
        label: t("model.tpr"),
        points: evaluation.roc.map(({ fpr, tpr }) => [fpr, tpr] as const),
        dots: false,
      },
    ],
    [evaluation, t],
  );
  return (
    <div className="panel">
      <Lines
        title={t("model.roc")}
        unit={t("model.roc.unit")}
        series={series}
        x="number"
        xLabel={t("model.fpr")}
        from={0}
        to={1}
        diagonal
      />
    </div>
  );
}
