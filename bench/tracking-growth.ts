import type { TrackingServer } from "../test/support/tracking-servers.ts";
import { type BenchRow, benchRow } from "./harness.ts";
import { parallelRate, sequentialMs, TrackingClient } from "./tracking-client.ts";
import { batchSize, Load, seeded } from "./tracking-operations.ts";

/** A hundred times the data may cost so much more: log(100,000) / log(1,000) is 1.7. */
const most = 2;

interface Grown {
  readonly at: number;
  readonly [work: string]: number;
}

async function filled(...asked: Parameters<typeof parallelRate>): Promise<void> {
  const { failed } = await parallelRate(...asked);
  if (failed > 0) throw new Error(`${failed} calls of the fill failed`);
}

/** Fills the experiment by calls, and measures at 1,000, 10,000 … runs. */
export async function growWithRuns(
  server: TrackingServer,
  experiment: string,
  runs: number,
): Promise<readonly Grown[]> {
  using client = new TrackingClient(server.url);
  const load = new Load(client);
  const random = seeded();
  const table: Grown[] = [];
  let made = 0;
  for (const at of [1_000, 10_000, 100_000].filter((each) => each <= runs)) {
    const from = made;
    await filled(16, at - from, (i) => load.whole(experiment, from + i, random()));
    made = at;
    table.push({
      at,
      "create a run and log it": await sequentialMs(100, (i) => load.whole("0", i, random())),
      "search of runs": await sequentialMs(21, () => load.search(experiment)),
    });
  }
  return table;
}

/** Fills 100 curves by batches, and measures at 10,000 … metric rows. */
export async function growWithMetrics(server: TrackingServer, rows: number): Promise<readonly Grown[]> {
  using client = new TrackingClient(server.url);
  const load = new Load(client);
  const run = await load.run("0");
  const table: Grown[] = [];
  let made = 0;
  for (const at of [100_000, 1_000_000, 10_000_000].filter((each) => each <= rows)) {
    const from = made / batchSize;
    await filled(4, at / batchSize - from, (i) => load.batch(run, from + i, `m${(from + i) % 100}`));
    made = at;
    const fresh = await load.run("0");
    await load.batch(fresh, 0, "long");
    table.push({
      at,
      "log-metric": await sequentialMs(200, (i) => load.metric(fresh, i)),
      "log-batch of 1,000 metrics": await sequentialMs(20, (i) => load.batch(fresh, i, "batch")),
      "history of 1,000 points": await sequentialMs(20, () => load.history(fresh, batchSize)),
    });
  }
  return table;
}

/** The last line of the table beside the first; the whole table goes to stderr. */
export function growthRows(what: string, table: readonly Grown[]): BenchRow[] {
  console.table(table);
  const [first, last] = [table[0], table.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Object.keys(first)
    .filter((key) => key !== "at")
    .map((work) =>
      benchRow({
        work: `${work}, p50 at ${last.at.toLocaleString("en")} ${what}`,
        ours: last[work] ?? Number.NaN,
        unit: "ms",
        rival: first[work] ?? Number.NaN,
        rivalName: `prumo at ${first.at.toLocaleString("en")}`,
        goal: `flat or logarithmic: at most ${most} times`,
        met: (last[work] ?? Number.NaN) <= most * (first[work] ?? 0),
      }),
    );
}
