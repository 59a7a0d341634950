/** One thing that a run is told; kept in the write-ahead log until the server has it. */
export type Entry =
  | {
      readonly type: "start";
      readonly experiment: string;
      readonly name?: string | undefined;
      readonly user?: string | undefined;
      readonly startedAt: number;
      readonly tags?: Readonly<Record<string, string>> | undefined;
    }
  | {
      readonly type: "metric";
      readonly key: string;
      readonly value: number | string;
      readonly step: number;
      readonly at: number;
    }
  | { readonly type: "param" | "tag"; readonly key: string; readonly value: string }
  /** A local file under a path of the run's artifacts. */
  | { readonly type: "artifact"; readonly file: string; readonly path: string }
  | { readonly type: "end"; readonly state: "finished" | "failed" | "killed"; readonly at: number };

/** What one call to the server takes (MLflow's limits of a batch). */
const most = { metric: 1_000, param: 100, tag: 100 } as const;

/** How many entries from `from` on go in one call: metrics, parameters and tags together, anything else alone. */
export function callLength(entries: readonly Entry[], from: number): number {
  const counts = { metric: 0, param: 0, tag: 0 };
  const params = new Set<string>();
  let length = 0;
  for (const entry of entries.slice(from, from + most.metric)) {
    if (entry.type !== "metric" && entry.type !== "param" && entry.type !== "tag") break;
    // The same parameter twice in one call is refused; in two it is welcome when the value is the same.
    if (counts[entry.type] === most[entry.type] || (entry.type === "param" && params.has(entry.key))) break;
    if (entry.type === "param") params.add(entry.key);
    counts[entry.type]++;
    length++;
  }
  return Math.max(length, 1);
}
