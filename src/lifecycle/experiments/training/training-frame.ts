import type { Target } from "../../../contract/model-graph.ts";
import type { TrainParams } from "../../../contract/step-params.ts";
import { toCategory } from "../../../engines/expressions/to-function.ts";
import type { FeatureColumn, Task, TrainingFrame } from "../../../engines/learning.ts";
import { truthOf } from "../../../engines/metrics/truth.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ColumnValues } from "../../../ports/table-engine.ts";
import type { PreparedColumn, TrainingTable } from "./read-training-table.ts";

/** More categories than these, the most frequent, would make the model a copy of the data. */
const MOST_CATEGORIES = 10_000;
const MOST_CLASSES = 1_000;

/** The table as numbers, with all that was fitted on the way. */
export interface FittedFrame {
  readonly frame: TrainingFrame;
  readonly task: Task;
  readonly target: Target;
  /** Categories of each feature by code; null of a numeric one. */
  readonly categories: readonly (readonly string[] | null)[];
}

/** Codes categories, reads the target, and refuses what cannot be learnt from. */
export function fitFrame(table: TrainingTable, params: Pick<TrainParams, "target" | "task">): FittedFrame {
  const fitted = table.features.map((column) => (column.isCategory ? codes(column) : numbers(column)));
  const { target, task, values } = fitTarget(table.target, params);
  return {
    frame: { rows: table.rows, features: fitted.map(({ column }) => column), target: values },
    task,
    target,
    categories: fitted.map(({ categories }) => categories),
  };
}

interface FittedColumn {
  readonly column: FeatureColumn;
  readonly categories: readonly string[] | null;
}

function numbers({ name, values }: PreparedColumn): FittedColumn {
  const floats = new Float32Array(new SharedArrayBuffer(values.length * 4));
  if (values instanceof Float64Array) {
    floats.set(values);
  } else {
    for (let row = 0; row < values.length; row++) {
      const value = values[row] ?? null;
      if (typeof value === "string") throw fail("experiments/text-feature", { column: name });
      floats[row] = value === null ? Number.NaN : value ? 1 : 0;
    }
  }
  return { column: { name, kind: "numeric", values: floats }, categories: null };
}

/** Categories by how often they occur, then by name, so that the same rows give the same codes. */
function codes({ name, values }: PreparedColumn): FittedColumn {
  const counts = new Map<string, number>();
  const texts = Array.from(values as ArrayLike<number | string | boolean | null>, (value) => {
    const text = typeof value === "number" && Number.isNaN(value) ? null : toCategory(value);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
    return text;
  });
  const categories = [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([category]) => category);
  const places = new Map(categories.map((category, place) => [category, place]));
  const coded = new Int32Array(new SharedArrayBuffer(values.length * 4));
  for (let row = 0; row < coded.length; row++) {
    const text = texts[row] ?? null;
    coded[row] = text === null ? -1 : (places.get(text) ?? -1);
  }
  return { column: { name, kind: "categorical", codes: coded, categories: categories.length }, categories };
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}

function fitTarget(
  column: ColumnValues,
  { target: name, task }: Pick<TrainParams, "target" | "task">,
): { target: Target; task: Task; values: Float64Array } {
  const cells = column as ArrayLike<number | string | boolean | null>;
  let nulls = 0;
  const found = new Set<string>();
  for (let row = 0; row < cells.length; row++) {
    if (isNull(cells[row])) nulls++;
    else if (found.size <= MOST_CLASSES) found.add(String(cells[row]));
  }
  if (nulls > 0) throw fail("experiments/missing-target", { target: name, rows: nulls });
  if (cells.length > 0 && found.size < 2)
    throw fail("experiments/one-class", { target: name, rows: cells.length });
  const values = new Float64Array(new SharedArrayBuffer(cells.length * 8));
  if (task === "multiclass") {
    if (found.size > MOST_CLASSES)
      throw fail("experiments/too-many-classes", { target: name, most: MOST_CLASSES });
    const classes = [...found].sort((a, b) => (a < b ? -1 : 1));
    values.set(truthOf(column, { name, kind: task, classes }));
    return { target: { name, kind: task, classes }, task: { task, classes: classes.length }, values };
  }
  values.set(truthOf(column, { name, kind: task }));
  if (values.some(Number.isNaN)) {
    const shown = [...found].slice(0, 5).join(", ");
    throw task === "binary"
      ? fail("experiments/target-not-binary", { target: name, found: shown })
      : fail("experiments/target-not-number", { target: name, found: shown });
  }
  return { target: { name, kind: task }, task: { task }, values };
}
