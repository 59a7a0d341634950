import { shadeBar } from "../../charts/plot/sequential.ts";
import type { Axis } from "./axis.ts";
import { useComparison } from "./comparison.tsx";
import { useFieldWords } from "./words.ts";

/** What the shades mean: from the least to the greatest. */
export function ShadeLegend({ axis }: { axis: Axis }) {
  const words = useFieldWords();
  const { scheme } = useComparison();
  if (axis.scale === null) return null;
  return (
    <span className="compare-shades">
      <span className="tabular">{words.value(axis.scale.from)}</span>
      <span className="compare-bar" style={{ background: shadeBar(scheme) }} aria-hidden="true" />
      <span className="tabular">{words.value(axis.scale.to)}</span>
      <span className="dim">{words.label(axis.field)}</span>
    </span>
  );
}
