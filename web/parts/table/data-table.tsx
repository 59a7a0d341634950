import { Button, Checkbox, Menu, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconColumns3, IconDownload, IconFilter } from "@tabler/icons-react";
import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
  type ColumnDef,
} from "@tanstack/react-table";
import { useMemo, type ReactNode } from "react";
import { fileName, toCsv } from "../../charts/csv.ts";
import { save } from "../../charts/export.ts";
import { useText } from "../../i18n/use-text.ts";
import { useUrlState } from "../../data/use-url.ts";
import { meets, parseFilter, type CellValue } from "./filter.ts";
import { Rows } from "./rows.tsx";

/** One column: its key (in the address and in filters), its name, its value, and how it looks. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly value: (row: Row) => CellValue;
  readonly show?: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  readonly wraps?: boolean;
}

export const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});
export type Features = typeof features;
/** What TanStack Table may hold as a row. */
export type RowOf<Row> = { readonly item: Row };

/**
 * A list: sorted, filtered, with the columns one chose, all of it in the address under `name`, and as CSV.
 * Only the rows in view are in the page, however many there are.
 */
export function DataTable<Row>(props: {
  name: string;
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  id: (row: Row) => string;
  /** As in the address: `-rows` is falling. */
  sort?: string;
  /** Without tools: for a handful of rows inside a panel. */
  isPlain?: boolean;
}) {
  const { columns, rows } = props;
  const { t, format } = useText();
  const [filter, setFilter] = useUrlState(`${props.name}.filter`);
  const [hidden, setHidden] = useUrlState(`${props.name}.hide`);
  const [sortText, setSort] = useUrlState(`${props.name}.sort`);
  const sort = sortText || props.sort || "";
  const shown = useMemo(() => {
    const conditions = parseFilter(filter);
    if (conditions.length === 0) return rows.map((item) => ({ item }));
    const keys = columns.map(({ key }) => key);
    const readers = new Map(columns.map(({ key, value }) => [key, value]));
    return rows
      .filter((row) => meets(conditions, keys, (key) => readers.get(key)?.(row) ?? null))
      .map((item) => ({ item }));
  }, [rows, columns, filter]);
  const hiddenKeys = useMemo(() => new Set(hidden.split(",").filter(Boolean)), [hidden]);
  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<Features, RowOf<Row>> => ({
        id: column.key,
        accessorFn: ({ item }) => column.value(item) ?? undefined,
        header: column.label,
        sortFn: "basic",
        sortUndefined: "last",
      })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: shown,
    getRowId: ({ item }) => props.id(item),
    enableSortingRemoval: true,
    state: {
      sorting: sort === "" ? [] : [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }],
      columnVisibility: Object.fromEntries([...hiddenKeys].map((key) => [key, false])),
    },
  });
  const download = () =>
    save(
      fileName(props.title, "csv"),
      toCsv({
        columns: columns.map(({ label }) => label),
        rows: table
          .getRowModel()
          .rows.map(({ original }) => columns.map(({ value }) => value(original.item))),
      }),
    );
  return (
    <div>
      {props.isPlain ? null : (
        <div className="table-tools">
          <TextInput
            leftSection={<IconFilter size={14} aria-hidden="true" />}
            placeholder={t("table.filter")}
            aria-label={t("table.filterOf", { title: props.title })}
            title={t("table.filter.help", { keys: columns.map(({ key }) => key).join(", ") })}
            value={filter}
            w={240}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <span className="table-count" role="status">
            {t("table.count", {
              count: shown.length,
              shown: format.integer(shown.length),
              all: format.integer(rows.length),
            })}
          </span>
          <div className="table-end">
            <Columns
              columns={columns}
              hidden={hiddenKeys}
              onHide={(keys) => setHidden([...keys].join(","))}
            />
            <Button variant="default" leftSection={<IconDownload size={14} />} onClick={download}>
              {t("table.csv")}
            </Button>
          </div>
        </div>
      )}
      <Rows
        title={props.title}
        columns={columns.filter(({ key }) => !hiddenKeys.has(key))}
        rows={table.getRowModel().rows.map(({ id, original }) => ({ id, item: original.item }))}
        head={(column) => (
          <button type="button" onClick={() => setSort(nextSort(sort, column.key))}>
            {column.label}
            {sort === column.key ? <IconChevronUp size={12} aria-hidden="true" /> : null}
            {sort === `-${column.key}` ? <IconChevronDown size={12} aria-hidden="true" /> : null}
          </button>
        )}
        sort={sort}
      />
    </div>
  );
}

/** Falling first (the largest is what one looks for), then rising, then as it came. */
function nextSort(now: string, key: string): string {
  if (now === `-${key}`) return key;
  return now === key ? "" : `-${key}`;
}

function Columns<Row>(props: {
  columns: readonly Column<Row>[];
  hidden: ReadonlySet<string>;
  onHide: (keys: ReadonlySet<string>) => void;
}) {
  const { t } = useText();
  const toggle = (key: string) => {
    const next = new Set(props.hidden);
    if (!next.delete(key)) next.add(key);
    props.onHide(next);
  };
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} />}>
          {t("table.columns")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {props.columns.map(({ key, label }) => (
          <Menu.Item
            key={key}
            role="menuitemcheckbox"
            aria-checked={!props.hidden.has(key)}
            onClick={() => toggle(key)}
            leftSection={<Checkbox.Indicator size="xs" checked={!props.hidden.has(key)} />}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
