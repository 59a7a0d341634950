import type { Axis } from "./axis.ts";

/**
 * A part of one field's range, both ends within: numbers, or places in the order of its categories. Only runs in it
 * are shown.
 */
export interface Brush {
  readonly field: string;
  readonly from: number;
  readonly to: number;
}

/** As in the address: `params.depth~2~5;best.auc~0.9~1`, the fields' names percent-encoded where they have such signs. */
export function writeBrushes(brushes: readonly Brush[]): string {
  return brushes.map(({ field, from, to }) => `${encodeName(field)}~${short(from)}~${short(to)}`).join(";");
}

/** What of the address can be understood; the rest is left out. */
export function readBrushes(text: string): readonly Brush[] {
  const found = new Map<string, Brush>();
  for (const part of text.split(";")) {
    const [name = "", from = "", to = "", ...rest] = part.split("~");
    const brush = { field: decodeName(name), from: Number(from || Number.NaN), to: Number(to || Number.NaN) };
    if (name === "" || rest.length > 0 || !Number.isFinite(brush.from) || !Number.isFinite(brush.to))
      continue;
    found.set(brush.field, brush);
  }
  return [...found.values()];
}

/** With this range of a field, or without any. */
export function withBrush(
  brushes: readonly Brush[],
  field: string,
  range: { readonly from: number; readonly to: number } | null,
): readonly Brush[] {
  const others = brushes.filter((brush) => brush.field !== field);
  return range === null ? others : [...others, { field, ...range }];
}

/** Whether a run's value is within; a run without one is not. */
export function isWithin(axis: Axis, at: number, { from, to }: Brush): boolean {
  const value = axis.values[at] ?? null;
  if (value === null) return false;
  const number = typeof value === "number" ? value : axis.categories.indexOf(value);
  // ends that were written with fewer digits still hold the runs that stand on them
  const slack = Math.abs(to - from) * 1e-4 + Math.max(Math.abs(from), Math.abs(to)) * 1e-9;
  return number >= from - slack && number <= to + slack;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function encodeName(name: string): string {
  return name.replaceAll(/[%~;,]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function decodeName(name: string): string {
  return name.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
