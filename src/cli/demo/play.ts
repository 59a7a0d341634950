import type { App } from "../../app/app.ts";
import { FrozenModel } from "../../app/frozen-model.ts";
import type { Client } from "../../client/client.ts";
import { createClient } from "../../client/client.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { ServeOptions, Server } from "../../server/serve.ts";
import { followRun } from "../follow-run.ts";
import { count, percent, ratio } from "../numbers.ts";
import { bar, type Output } from "../output.ts";
import { collectReport } from "./collect.ts";
import { watchPeakMemory } from "./peak-memory.ts";
import { Replay } from "./replay.ts";
import type { DemoReport, Month } from "./report.ts";

const deployment = "delays";
const pipeline = "train";
const model = "flight-delays";
const dayMs = 86_400_000;

/** The months that are replayed after January has trained the model. */
const months = ["2001-02", "2001-03", "2001-04", "2001-05", "2001-06"] as const;

interface Stage {
  readonly directory: string;
  readonly port: number;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** Runs the main job through the same public operations that a user has, then hands over the report. */
export async function playDemo(
  stage: Stage,
  show: (report: DemoReport, url: string) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  using memory = watchPeakMemory();
  const { openApp } = await import("../../app/open-app.ts");
  const { serve } = await import("../../server/serve.ts");
  await using app = await openApp({ directory: stage.directory });
  await using server = await serveSomewhere(serve, app, stage);
  const client = createClient({ baseUrl: server.url });
  const house = { client, url: server.url };
  const { out, signal } = stage;
  out.line(
    `${out.style("green", "●")} The UI is at ${out.style("bold", server.url)}; watch it there while it runs.\n`,
  );

  out.line(out.style("dim", "January trains the first version: raw data in, a model in production out."));
  await runPipeline(house, {}, stage);
  out.line(`\n${out.style("dim", "The same again: nothing changed, so nothing is done twice.")}`);
  await runPipeline(house, {}, stage);
  out.line(`\n${out.style("dim", "A deliberately weak candidate must not pass the gate.")}`);
  const refused = await runPipeline(house, { trees: 1, leaves: 2 }, stage);
  if (refused.error) out.line(`  ${out.style("yellow", "refused:")} ${refused.error.message}`);

  out.line(
    `\n${out.style("dim", "February to June arrive as live traffic; the truth of each flight comes later.")}`,
  );
  const played: Month[] = [];
  const told = new Set<string>();
  const frozen = new FrozenModel(await app.loadModel(await firstVersion(client)));
  for (const month of months) {
    if (signal.aborted) return;
    played.push(await playMonth({ app, client, frozen, out, signal }, month));
    showMonth(played[played.length - 1] as Month, out);
    await app.settle();
    await showResponses(client, told, out);
  }
  const wallSeconds = (performance.now() - startedAt) / 1_000;
  const report = await collectReport(client, {
    deployment,
    pipeline,
    model,
    months: played,
    wallSeconds,
    peakRssBytes: memory.peakBytes(),
  });
  await show(report, server.url);
}

type House = Parameters<typeof followRun>[0];

async function runPipeline(
  house: House,
  params: Record<string, number>,
  { out, signal }: Stage,
): Promise<PipelineRun> {
  const started = await house.client.pipelines.start({
    params: { name: pipeline },
    body: { params, reason: "demo" },
  });
  return (await followRun(house, started, out, signal)).run;
}

async function firstVersion(client: Client): Promise<string> {
  const { id } = await client.models.version({ params: { name: model, version: "1" } });
  return id;
}

interface Scene {
  readonly app: App;
  readonly client: Client;
  readonly frozen: FrozenModel;
  readonly out: Output;
  readonly signal: AbortSignal;
}

async function playMonth({ app, client, frozen, out, signal }: Scene, month: string): Promise<Month> {
  const from = Date.parse(`${month}-01T00:00:00Z`);
  const to = nextMonth(from);
  const source = await app.sourceTable("flights");
  const window = `date >= make_timestamp(${from * 1_000}) AND date < make_timestamp(${to * 1_000})`;
  const [{ rows = 0 } = {}] = await app.tables.rows(`SELECT count(*) AS rows FROM ${source} WHERE ${window}`);
  const flights = app.tables.batches(
    `SELECT date, distance, origin, destination, CAST(delay > 15 AS DOUBLE) AS late FROM ${source} WHERE ${window} ORDER BY date`,
  );
  const replay = new Replay(client, deployment);
  let played = 0;
  let late = 0;
  for await (const batch of flights) {
    if (signal.aborted) break;
    const labels = batch.columns[4] as Float64Array;
    await replay.play(batch);
    await frozen.score(batch, labels);
    for (const label of labels) late += label;
    played += batch.rows;
    out.status(`${bar(played / Number(rows))} ${month}  ${count(played)} flights answered`);
  }
  await replay.finish();
  await app.predictions.flush();
  const { reports, alerts } = await client.monitors.run({
    params: { name: deployment },
    body: { until: to + 2 * dayMs },
  });
  out.status(null);
  const report = reports.find((made) => made.from === from);
  const without = frozen.measure();
  return {
    month,
    rows: played,
    lateShare: late / played,
    drift: Math.max(
      0,
      ...(report?.columns ?? []).filter(({ role }) => role === "input").map(({ psi }) => psi),
    ),
    predictionDrift: report?.predictionPsi ?? null,
    aucFrozen: without.rocAuc,
    aucCurrent: report?.performance.rocAuc?.value ?? Number.NaN,
    logLossFrozen: without.logLoss,
    logLossCurrent: report?.performance.logLoss?.value ?? Number.NaN,
    calibrationErrorFrozen: without.calibrationError,
    calibrationErrorCurrent: report?.performance.calibrationError?.value ?? Number.NaN,
    alerts: alerts.map(({ kind }) => kind),
    versions: [...replay.versions],
  };
}

function showMonth(month: Month, out: Output): void {
  const alerts =
    month.alerts.length === 0 ? "" : `  ${out.style("yellow", `▲ alert: ${month.alerts.join(", ")}`)}`;
  out.line(
    `${out.style("green", "✓")} ${month.month}  ${count(month.rows)} flights, ${percent(month.lateShare)} late, ` +
      `AUC ${ratio(month.aucCurrent)}, calibration error ${ratio(month.calibrationErrorCurrent)}, ` +
      `answered by ${month.versions.map((version) => `v${version}`).join(" → ")}${alerts}`,
  );
}

/** Says how each alert was answered, once. */
async function showResponses(client: Client, told: Set<string>, out: Output): Promise<void> {
  for (const response of (await client.retraining.list()).items) {
    if (told.has(response.id)) continue;
    told.add(response.id);
    const made = response.modelVersionId;
    const version =
      made === null ? "" : ` → v${(await client.models.versionById({ params: { id: made } })).version}`;
    out.line(
      `  ${out.style("cyan", "↻")} ${response.decision}: ${response.state}${version}  ${out.style("dim", response.reason)}`,
    );
  }
}

function nextMonth(from: number): number {
  const date = new Date(from);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The demo shall not fail because its usual port is taken: then any free one will do. */
async function serveSomewhere(
  serve: (app: App, options: ServeOptions) => Promise<Server>,
  app: App,
  { port }: Stage,
): Promise<Server> {
  const options = { host: "127.0.0.1", isAnnounced: true };
  try {
    return await serve(app, { ...options, port });
  } catch (error) {
    if (!(error instanceof PrumoError) || error.code !== "server/port-busy") throw error;
    return serve(app, { ...options, port: 0 });
  }
}
