import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "../../src/app/app.ts";
import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import { Replay } from "../../src/cli/demo/replay.ts";
import { serve } from "../../src/server/serve.ts";
import { exampleProject } from "./prumo.ts";

export interface TestHouse extends AsyncDisposable {
  readonly app: App;
  readonly client: Client;
  readonly url: string;
  readonly directory: string;
}

/** Changes of the example's project file that make its life short: days instead of months. */
const short: readonly [from: string, to: string][] = [
  ['window: { to: "2001-02-01" }, trees: 120', 'window: { to: "2001-01-08" }, trees: 20'],
  ["shadow: { predictions: 20_000 }", "shadow: { predictions: 500 }"],
  ["each: { predictions: 20_000 }", "each: { predictions: 500 }"],
  ['every: "1mo"', 'every: "1d"'],
  // A week is too little for what is asked of a month.
  ["atLeast(0.62)", "atLeast(0.58)"],
  ["atMost(0.08)", "atMost(0.3)"],
  ['window: "expanding", cooldown: "14d"', 'window: "7d", cooldown: "1d"'],
];

/** The example project, shortened, behind a real server; nothing has happened in it yet. */
export async function openHouse(change: readonly [from: string, to: string][] = []): Promise<TestHouse> {
  const opening = new AsyncDisposableStack();
  const { directory } = opening.use(exampleProject());
  const file = join(directory, "prumo.config.ts");
  writeFileSync(file, [...short, ...change].reduce(replaced, readFileSync(file, "utf8")));
  const app = opening.use(await openApp({ directory }));
  const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: true }));
  const client = createClient({ baseUrl: server.url });
  return { app, client, url: server.url, directory, [Symbol.asyncDispose]: () => opening.disposeAsync() };
}

/** A house in which things have happened: two versions, a refused candidate, traffic, labels, reports. */
export async function openLivedInHouse(): Promise<TestHouse> {
  const house = await openHouse();
  try {
    await live(house);
    return house;
  } catch (error) {
    await house[Symbol.asyncDispose]();
    throw error;
  }
}

async function live(house: TestHouse): Promise<void> {
  const { app, client } = house;
  await runPipeline(house, {});
  await runPipeline(house, { trees: 1, leaves: 2 });
  await playDays(house, "2001-01-08", "2001-01-10", 4_000);
  await client.monitors.run({ params: { name: "delays" }, body: { until: Date.parse("2001-01-12") } });
  await app.settle();
  await runPipeline(house, { trees: 25 });
  await playDays(house, "2001-01-10", "2001-01-11", 4_000);
  await client.monitors.run({ params: { name: "delays" }, body: { until: Date.parse("2001-01-13") } });
  await app.settle();
}

export async function runPipeline({ app, client }: TestHouse, params: Record<string, number>) {
  const started = await client.pipelines.start({ params: { name: "train" }, body: { params } });
  return app.pipelines.wait(started.id);
}

/** Plays the first flights of some days, with their truth. */
export async function playDays(
  { app, client }: TestHouse,
  from: string,
  to: string,
  rows: number,
): Promise<Replay> {
  const replay = new Replay(client, "delays");
  const source = await app.sourceTable("flights");
  const sql = `SELECT date, distance, origin, destination, CAST(delay > 15 AS DOUBLE) AS late FROM ${source}
    WHERE date >= TIMESTAMP '${from}' AND date < TIMESTAMP '${to}' ORDER BY date LIMIT ${rows}`;
  for await (const batch of app.tables.batches(sql)) await replay.play(batch);
  await replay.finish();
  await app.predictions.flush();
  return replay;
}

function replaced(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`the example project no longer says ${from}`);
  return text.replace(from, to);
}
