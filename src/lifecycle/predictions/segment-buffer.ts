import type { Cell } from "../../engines/expressions/to-function.ts";
import { loadValue } from "../../engines/serving/raw-values.ts";
import type { ColumnBatch, ColumnValues } from "../../ports/table-engine.ts";
import type { AnsweredBatch, AnsweredGroup, RawRow } from "../deployments/index.ts";
import { classesOf, columnsOf, type SegmentSchema } from "./segment-schema.ts";

/** What is known of the rows of a segment without reading them. */
export interface SegmentRange {
  readonly rows: number;
  readonly shadowRows: number;
  readonly minId: string;
  readonly maxId: string;
  /** By event time. */
  readonly atFrom: number;
  readonly atTo: number;
  readonly versions: readonly string[];
}

/** Rows of one deployment and schema that wait to be written, by column. */
export class SegmentBuffer {
  readonly deployment: string;
  readonly schema: SegmentSchema;
  readonly #inputs: readonly (Cell & { readonly values: (number | string | boolean | null)[] })[];
  readonly #time: Cell | null;
  readonly #classes: readonly { readonly name: string; readonly values: number[] }[];
  readonly #ids: string[] = [];
  readonly #at: number[] = [];
  readonly #answeredAt: number[] = [];
  readonly #versions: string[] = [];
  readonly #roles: string[] = [];
  readonly #scores: number[] = [];
  readonly #predicted: string[] = [];
  #shadowRows = 0;

  constructor(deployment: string, schema: SegmentSchema) {
    this.deployment = deployment;
    this.schema = schema;
    this.#inputs = schema.inputs.map(({ name, type }) => ({ ...cellOf(name, type), values: [] }));
    this.#time = schema.time === null ? null : cellOf(schema.time, "timestamp");
    this.#classes = classesOf(schema).map((name) => ({ name, values: [] }));
  }

  get rows(): number {
    return this.#ids.length;
  }

  /** Copies values only, as the caller may go on to use its rows. */
  add({ rows, ids, answeredAt }: AnsweredBatch, group: AnsweredGroup): void {
    const { modelVersionId, role, at, scored } = group;
    if (role === "shadow") this.#shadowRows += scored.length;
    for (const [k, one] of scored.entries()) {
      const i = at === null ? k : (at[k] as number);
      const row = rows[i] as RawRow;
      this.#ids.push(ids[i] as string);
      this.#at.push(this.#eventTime(row, answeredAt));
      this.#answeredAt.push(answeredAt);
      this.#versions.push(modelVersionId);
      this.#roles.push(role);
      this.#scores.push(one.score);
      this.#predicted.push(String(one.predicted));
      for (const input of this.#inputs) input.values.push(valueOf(input, row));
      for (const { name, values } of this.#classes) values.push(one.probabilities?.[name] ?? Number.NaN);
    }
  }

  range(): SegmentRange {
    const range = { atFrom: Infinity, atTo: -Infinity, minId: this.#ids[0] ?? "", maxId: this.#ids[0] ?? "" };
    for (const at of this.#at) {
      if (at < range.atFrom) range.atFrom = at;
      if (at > range.atTo) range.atTo = at;
    }
    for (const id of this.#ids) {
      if (id < range.minId) range.minId = id;
      if (id > range.maxId) range.maxId = id;
    }
    return {
      ...range,
      rows: this.rows,
      shadowRows: this.#shadowRows,
      versions: [...new Set(this.#versions)],
    };
  }

  batch(): ColumnBatch {
    const columns: ColumnValues[] = [
      this.#ids,
      new Float64Array(this.#at),
      new Float64Array(this.#answeredAt),
      this.#versions,
      this.#roles,
      new Float64Array(this.#scores),
      this.#predicted,
      this.#ids.map(() => this.schema.id),
      ...this.#inputs.map(columnOf),
      ...this.#classes.map(({ values }) => new Float64Array(values)),
    ];
    return { names: columnsOf(this.schema).names, columns, rows: this.rows };
  }

  #eventTime(row: RawRow, otherwise: number): number {
    if (this.#time === null) return otherwise;
    const at = valueOf(this.#time, row);
    return typeof at === "number" && !Number.isNaN(at) ? at : otherwise;
  }
}

function cellOf(name: string, type: Cell["type"]): Cell {
  return { name, type, numbers: new Float64Array(1), texts: [null] };
}

/** The value as the model read it; NaN is null in numbers. The model has accepted it, so nothing is refused. */
function valueOf(cell: Cell, row: RawRow): number | string | boolean | null {
  try {
    loadValue(cell, row);
  } catch {
    return cell.type === "number" || cell.type === "timestamp" ? Number.NaN : null;
  }
  if (cell.type === "string") return cell.texts[0] ?? null;
  const value = cell.numbers[0] as number;
  if (cell.type !== "boolean") return value;
  return Number.isNaN(value) ? null : value === 1;
}

function columnOf({ type, values }: { type: Cell["type"]; values: readonly unknown[] }): ColumnValues {
  return type === "number" || type === "timestamp"
    ? new Float64Array(values as readonly number[])
    : (values as readonly (string | null)[]);
}
