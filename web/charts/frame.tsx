import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useRef, useState, type ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { fileName, toCsv, type ChartTable } from "./csv.ts";
import { pngOf, pngOfSvg, save } from "./export.ts";

/** Every chart stands in one: title, unit, the chart, its numbers as a table, and their export. */
export function Frame(props: {
  title: string;
  /** Of the vertical axis, or what is plotted. */
  unit?: string | undefined;
  legend?: readonly { label: string; colour: string; dash?: boolean }[] | undefined;
  table: ChartTable;
  /** What CSV holds, where it is more than the table. */
  whole?: () => Promise<ChartTable>;
  children: ReactNode;
}) {
  const { t } = useText();
  const [isTable, setTable] = useState(false);
  const figure = useRef<HTMLElement>(null);
  const savePng = async () => {
    const canvas = figure.current?.querySelector("canvas");
    const drawing = figure.current?.querySelector<SVGSVGElement>("svg.time-line-svg");
    const blob = canvas ? await pngOf(canvas) : drawing ? await pngOfSvg(drawing) : null;
    if (blob) save(fileName(props.title, "png"), blob);
  };
  const saveCsv = async () =>
    save(fileName(props.title, "csv"), toCsv((await props.whole?.()) ?? props.table));
  return (
    <figure className="chart" ref={figure}>
      <figcaption>
        <span className="chart-title">{props.title}</span>
        {props.unit === undefined ? null : <span className="chart-unit">{props.unit}</span>}
        {props.legend?.map(({ label, colour, dash }) => (
          <span className="chart-key" key={label}>
            <svg width="18" height="6" aria-hidden="true">
              <path
                d="M0 3h18"
                stroke={colour}
                strokeWidth="2.5"
                strokeDasharray={dash ? "4 3" : undefined}
              />
            </svg>
            {label}
          </span>
        ))}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              className="chart-menu"
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("chart.menu", { title: props.title })}
            >
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setTable(!isTable)}>
              {isTable ? t("chart.hideTable") : t("chart.showTable")}
            </Menu.Item>
            <Menu.Item onClick={() => void saveCsv()}>{t("chart.csv")}</Menu.Item>
            <Menu.Item onClick={() => void savePng()}>{t("chart.png")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </figcaption>
      <div aria-hidden="true">{props.children}</div>
      <NumbersTable table={props.table} title={props.title} isShown={isTable} />
    </figure>
  );
}

const mostRows = 200;

function NumbersTable(props: { table: ChartTable; title: string; isShown: boolean }) {
  const { format } = useText();
  const { columns, rows } = props.table;
  return (
    <div
      className={props.isShown ? "chart-numbers" : "hidden"}
      {...(props.isShown ? { tabIndex: 0, role: "group", "aria-label": props.title } : {})}
    >
      <table className="table">
        <caption className="hidden">{props.title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, at) => (
            <tr key={at}>
              {row.map((value, column) => (
                <td key={columns[column]}>
                  {value === null ? "–" : typeof value === "number" ? format.number(value, 5) : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
