import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { RunRow } from "../../../src/contract/records/experiments.ts";
import { api } from "../../data/api.ts";

const pageSize = 100;
/** A page that is only scrolled past is not asked for. */
const restMs = 60;
const mostKept = 20_000;

export interface Rows {
  readonly row: (id: string) => RunRow | undefined;
  readonly error: Error | null;
}

/**
 * The rows at some positions of a list, page by page, the next page before it is needed. `keys` says what of
 * each; what has been read stays until the keys change.
 */
export function useRows(
  list: readonly string[],
  stamp: number,
  keys: string,
  positions: readonly number[],
): Rows {
  const pages = useRest(pagesOf(positions).join(" "));
  const kept = useRef({ keys, rows: new Map<string, RunRow>() });
  if (kept.current.keys !== keys || kept.current.rows.size > mostKept)
    kept.current = { keys, rows: new Map() };
  const wanted = pages
    .split(" ")
    .map(Number)
    .filter((page) => page * pageSize < list.length);
  const results = useQueries({
    queries: wanted.map((page) => {
      const ids = list.slice(page * pageSize, (page + 1) * pageSize);
      return {
        queryKey: ["experiments", "rows", keys, stamp, page, ids[0]],
        queryFn: () => api.experiments.rows({ body: { ids, keys } }),
        gcTime: 30_000,
      };
    }),
  });
  for (const { data } of results) for (const row of data?.items ?? []) kept.current.rows.set(row.id, row);
  const { rows } = kept.current;
  return { row: (id) => rows.get(id), error: results.find(({ error }) => error !== null)?.error ?? null };
}

/** The pages of some positions, and those beside them. */
function pagesOf(positions: readonly number[]): number[] {
  const seen = new Set(positions.map((position) => Math.floor(position / pageSize)));
  const beside = [...seen].flatMap((page) => [page - 1, page, page + 1]);
  return [...new Set(beside)].filter((page) => page >= 0).sort((a, b) => a - b);
}

/** A value once it has not changed for a moment. */
function useRest(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
