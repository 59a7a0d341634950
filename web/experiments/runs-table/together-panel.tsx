import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Panel } from "../../parts/panel.tsx";
import { Together } from "../together.tsx";
import { columnOf, type RunColumn } from "./columns.ts";

/** As many lines as one can tell apart. */
const mostRuns = 200;
const mostAxes = 16;

/** The parameters and metrics of the first runs of the table, as parallel coordinates. */
export function TogetherPanel({ ids, columns }: { ids: readonly string[]; columns: readonly string[] }) {
  const { t } = useText();
  const first = ids.slice(0, mostRuns);
  const axes = columns
    .flatMap((id) => columnOf(id) ?? [])
    .filter(({ kind }) => kind === "param" || kind === "metric")
    .slice(0, mostAxes);
  const keys = axes.map(({ id }) => id).join(", ");
  const { data } = useQuery({
    queryKey: ["run-axes", keys, ...first],
    queryFn: () => api.experiments.rows({ body: { ids: first, keys } }),
    enabled: first.length > 2 && keys !== "",
    staleTime: 60_000,
    gcTime: 60_000,
  });
  if (first.length < 3 || data === undefined) return null;
  const valuesOf = (values: readonly (string | number | null)[], kind: RunColumn["kind"]) =>
    axes.flatMap((axis, index) => {
      const value = values[index];
      return axis.kind === kind && value !== null && value !== undefined ? [[axis, value] as const] : [];
    });
  const runs = data.items.map(({ name, values }) => ({
    name,
    params: Object.fromEntries(valuesOf(values, "param").map(([{ key }, value]) => [key, String(value)])),
    metrics: Object.fromEntries(
      valuesOf(values, "metric").map(([axis, last]) => [
        axis.aggregate === "last" ? axis.key : axis.id,
        { last },
      ]),
    ),
  }));
  return (
    <Panel
      title={t("experiments.parallel")}
      note={
        ids.length > mostRuns ? t("runs.parallel.first", { count: mostRuns, shown: mostRuns }) : undefined
      }
    >
      <Together runs={runs} />
    </Panel>
  );
}
