import { useMemo } from "react";
import type { Column as DataColumn } from "../../src/contract/records/datasets.ts";
import { useText } from "../i18n/use-text.ts";
import { DataTable, type Column } from "../parts/table/data-table.tsx";

interface SampleRow {
  readonly at: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The first rows as they are stored. */
export function Sample(props: {
  schema: readonly DataColumn[];
  rows: readonly Readonly<Record<string, unknown>>[];
}) {
  const { t, format } = useText();
  const columns = useMemo(
    () =>
      props.schema.map(({ name, type }): Column<SampleRow> => ({
        key: name,
        label: name,
        isNumber: type === "number",
        value: ({ values }) => asCell(values[name]),
        show: ({ values }) => {
          const value = asCell(values[name]);
          if (value === null) return "–";
          return type === "timestamp" && typeof value === "number" ? format.moment(value) : String(value);
        },
      })),
    [props.schema, format],
  );
  const rows = useMemo(() => props.rows.map((values, at) => ({ at, values })), [props.rows]);
  return (
    <DataTable
      name="sample"
      title={t("version.sample")}
      columns={columns}
      rows={rows}
      id={({ at }) => String(at)}
      isPlain
    />
  );
}

function asCell(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}
