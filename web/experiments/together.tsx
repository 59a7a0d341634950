import { useMemo } from "react";
import { Parallel } from "../charts/parallel.tsx";
import { useText } from "../i18n/use-text.ts";
import { bestOf } from "../parts/metrics.ts";

/** What of a run is drawn. */
interface Run {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, { readonly last: string | number }>>;
}

/** Parallel coordinates of the parameters that vary and of the metrics: which settings went with the best. */
export function Together({ runs }: { runs: readonly Run[] }) {
  const { t } = useText();
  const { axes, best } = useMemo(() => read(runs), [runs]);
  return (
    <Parallel
      title={t("experiments.parallel")}
      unit={t("experiments.parallel.unit")}
      nameLabel={t("common.name")}
      axes={axes}
      names={runs.map(({ name }) => name)}
      best={best}
    />
  );
}

const most = 8;

function read(runs: readonly Run[]) {
  const keys = (of: (run: Run) => object) => [...new Set(runs.flatMap((run) => Object.keys(of(run))))];
  const params = keys((run) => run.params).map((key) => ({
    name: key,
    values: runs.map((run) => {
      const number = Number(run.params[key]);
      return run.params[key] === undefined || Number.isNaN(number) ? null : number;
    }),
  }));
  const metrics = keys((run) => run.metrics).map((key) => ({
    name: key,
    values: runs.map((run) => {
      const value = Number(run.metrics[key]?.last);
      return Number.isFinite(value) ? value : null;
    }),
  }));
  const measured = metrics.filter(varies);
  const last = measured.find(({ name }) => name === "rocAuc") ?? measured.at(-1);
  const top =
    last &&
    bestOf(
      last.name,
      last.values.filter((value) => value !== null),
    );
  return {
    axes: [...params.filter(varies).slice(0, most), ...measured.slice(0, most)],
    best: last && top !== undefined ? last.values.indexOf(top) : -1,
  };
}

function varies({ values }: { values: readonly (number | null)[] }): boolean {
  return new Set(values).size > 1;
}
