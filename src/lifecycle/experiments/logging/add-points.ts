import type { Selectable } from "kysely";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { LoggedPoint } from "../runs/run.ts";
import { nextNumbers } from "../sequences.ts";
import type { ExperimentsTables } from "../tables.ts";

type Curve = Selectable<ExperimentsTables["run_curves"]>;
type Tx = MetaTransaction<ExperimentsTables>;

const curveColumns = [
  "run_id",
  "key",
  "curve",
  "experiment_id",
  "last",
  "is_nan",
  "last_step",
  "last_at",
  "min",
  "max",
] as const;
const summaryColumns = ["last", "is_nan", "last_step", "last_at", "min", "max"] as const;
/** With more keys than this in a batch, all curves of the run are read: cheaper than a long IN list. */
const keysPerLookup = 50;

/**
 * Appends points and brings the summaries of their curves up to date. A point that is there already, equal in key,
 * time, step and value, is dropped, so that a batch may be sent again.
 */
export async function addPoints(
  tx: Tx,
  run: { readonly id: string; readonly experimentId: number },
  points: readonly LoggedPoint[],
): Promise<void> {
  if (points.length === 0) return;
  const curves = await knownCurves(tx, run.id, new Set(points.map(({ key }) => key)));
  const fresh = new Set(points.map(({ key }) => key).filter((key) => !curves.has(key)));
  let number = fresh.size === 0 ? 0 : await nextNumbers(tx.db, "curve", fresh.size);
  for (const { key, value, step, at } of points) {
    const known = curves.get(key);
    if (known !== undefined) continue;
    curves.set(key, {
      run_id: run.id,
      key,
      curve: number++,
      experiment_id: run.experimentId,
      ...kept(value),
      last_step: step,
      last_at: at,
      min: null,
      max: null,
    });
  }
  const touched = new Set<Curve>();
  const rows = points.map((point) => {
    const curve = curves.get(point.key) as Curve;
    take(curve, point);
    touched.add(curve);
    const { last, is_nan } = kept(point.value);
    return [curve.curve, point.at, point.step, last, is_nan] as const;
  });
  await tx.insert("run_points", ["curve", "at", "step", "value", "is_nan"], rows, "ignore");
  await tx.insert(
    "run_curves",
    curveColumns,
    [...touched].map((curve) => curveColumns.map((column) => curve[column])),
    { columns: ["run_id", "key"], update: summaryColumns },
  );
}

async function knownCurves(
  { db }: Tx,
  runId: string,
  keys: ReadonlySet<string>,
): Promise<Map<string, Curve>> {
  let query = db.selectFrom("run_curves").selectAll().where("run_id", "=", runId);
  if (keys.size <= keysPerLookup) query = query.where("key", "in", [...keys]);
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.key, row]));
}

/** The columns that a value is kept in. */
function kept(value: number): { last: number; is_nan: number } {
  return Number.isNaN(value) ? { last: 0, is_nan: 1 } : { last: value, is_nan: 0 };
}

/** "Last" is the greatest by step, then time, then value, as MLflow has it. */
function take(curve: Curve, { value, step, at }: LoggedPoint): void {
  const { last, is_nan } = kept(value);
  const later = step - curve.last_step || at - curve.last_at || last - curve.last;
  if (later > 0) Object.assign(curve, { last, is_nan, last_step: step, last_at: at });
  if (is_nan === 1) return;
  curve.min = Math.min(curve.min ?? value, value);
  curve.max = Math.max(curve.max ?? value, value);
}
