/** A chart's numbers, for the table that screen readers read and for CSV. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is quoted with an apostrophe. */
export function toCsv(table: ChartTable): string {
  return [table.columns, ...table.rows].map(toCsvLine).join("\r\n");
}

/** One row of it, without its end. */
export function toCsvLine(row: readonly (string | number | null)[]): string {
  return row.map(csvCell).join(",");
}

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A file name from a title: letters, digits and dashes. */
export function fileName(title: string, extension: string): string {
  const slug = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `${slug.replaceAll(/^-|-$/g, "") || "chart"}.${extension}`;
}
