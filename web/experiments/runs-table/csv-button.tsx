import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { RunRow } from "../../../src/contract/records/experiments.ts";
import { fileName, toCsvLine } from "../../charts/csv.ts";
import { save } from "../../charts/export.ts";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { PageProblem } from "../../parts/problem.tsx";
import { columnOf } from "./columns.ts";

const pageSize = 1_000;

/** All runs of the list with the columns that are shown, as CSV, page by page; pressed again, it stops. */
export function CsvButton(props: { title: string; ids: readonly string[]; columns: readonly string[] }) {
  const { t, format } = useText();
  const [done, setDone] = useState<number>();
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const download = async () => {
    const stopping = new AbortController();
    stop.current = stopping;
    setError(undefined);
    try {
      const parts = pagesOf(props.ids, props.columns, (rows) =>
        setDone(rows / Math.max(1, props.ids.length)),
      );
      const text: string[] = [];
      for await (const part of parts) {
        if (stopping.signal.aborted) return;
        text.push(part);
      }
      save(fileName(props.title, "csv"), new Blob(text, { type: "text/csv" }));
    } catch (reason) {
      setError(reason);
    } finally {
      setDone(undefined);
    }
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} />}
        disabled={props.ids.length === 0}
        onClick={() => (done === undefined ? void download() : stop.current?.abort())}
      >
        {done === undefined ? t("table.csv") : t("runs.csv.stop", { share: format.percent(done, 0) })}
      </Button>
      {error === undefined ? null : <PageProblem error={error} />}
    </>
  );
}

/** The file in parts: its head, then a thousand runs at a time. */
async function* pagesOf(
  ids: readonly string[],
  columns: readonly string[],
  tell: (rows: number) => void,
): AsyncGenerator<string> {
  const known = columns.flatMap((id) => columnOf(id) ?? []);
  const keyed = known.filter(({ kind }) => kind !== "attribute").map(({ id }) => id);
  const shown = known.map(({ id }) => id).filter((id) => id !== "run_id");
  yield `${toCsvLine(["run_id", "run_name", ...shown])}\r\n`;
  for (let from = 0; from < ids.length; from += pageSize) {
    tell(from);
    const { items } = await api.experiments.rows({
      body: { ids: ids.slice(from, from + pageSize), keys: keyed.join(", ") },
    });
    const rows = items.map((row) => [
      row.id,
      row.name,
      ...shown.map((id) => cellOf(row, id, keyed.indexOf(id))),
    ]);
    yield rows.map((row) => `${toCsvLine(row)}\r\n`).join("");
  }
}

function cellOf(row: RunRow, id: string, place: number): string | number | null {
  switch (id) {
    case "status":
      return row.state;
    case "start_time":
      return new Date(row.startedAt).toISOString();
    case "end_time":
      return row.finishedAt === null ? null : new Date(row.finishedAt).toISOString();
    case "duration":
      return row.finishedAt === null ? null : row.finishedAt - row.startedAt;
    case "user_id":
      return row.user;
    default:
      return row.values[place] ?? null;
  }
}
