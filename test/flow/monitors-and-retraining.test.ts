import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../../src/app/app.ts";
import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient, ProblemError } from "../../src/client/client.ts";
import type { Prediction } from "../../src/contract/records/deployments.ts";
import type { ReferenceColumn } from "../../src/contract/records/models.ts";
import type { Response } from "../../src/contract/records/monitors.ts";
import { logLoss } from "../../src/engines/metrics/binary.ts";
import { rankScores, rocAuc } from "../../src/engines/metrics/ranking.ts";
import { serve } from "../../src/server/serve.ts";
import { openHouse, playDays, runPipeline } from "../support/house.ts";

const day = (text: string) => Date.parse(`2001-01-${text}T00:00:00Z`);
const monitor = { name: "delays" };

/** Only a ranking that is turned upside down alerts, so that chance decides nothing; drift is not asked. */
const change: [from: string, to: string][] = [
  ["calibrationErrorRise: 0.005,", "calibrationErrorRise: 0.9, rocAucFall: 0.2,"],
  ['cooldown: "1d"', 'cooldown: "30d"'],
];

interface Open {
  readonly app: App;
  readonly client: Client;
  readonly url: string;
}

/** Answers some flights of a day and then tells that the half ranked lowest was late: a ROC AUC of 0. */
async function playUpsideDown({ app, client }: Open, date: string, rows: number): Promise<void> {
  const inputs = await app.tables.rows(
    `SELECT CAST(epoch_ms(date) AS DOUBLE) AS date, CAST(distance AS DOUBLE) AS distance, origin, destination
     FROM ${await app.sourceTable("flights")}
     WHERE date >= TIMESTAMP '2001-01-${date}' AND date < TIMESTAMP '2001-01-${date}' + INTERVAL 1 DAY
     ORDER BY hash(date, origin, destination, distance) LIMIT ${rows}`,
  );
  const { predictions } = await client.deployments.predict({ params: monitor, body: { rows: inputs } });
  const ranked = predictions.toSorted((a, b) => a.score - b.score);
  const labels = ranked.map(({ id }, at) => ({ id, label: at < ranked.length / 2 ? 1 : 0 }));
  await client.predictions.label({ params: monitor, body: { labels } });
}

async function allPredictions(client: Client, from: number, to: number): Promise<Prediction[]> {
  const all: Prediction[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.predictions.list({
      query: { limit: 1_000, from, to, ...(cursor === undefined ? {} : { cursor }) },
    });
    all.push(...page.items.filter(({ role }) => role !== "shadow"));
    cursor = page.next;
  }
  return all;
}

type Value = string | number | boolean | null | undefined;

/**
 * Population stability index by its definition, from the values themselves: Σ (c − r) ln(c / r), an empty cell
 * taken as 0.0001 (Evidently's rule; a millionth of the least share where that is no larger).
 */
function psiByHand(reference: ReferenceColumn, values: readonly Value[]): number {
  const { edges, categories } = reference;
  const names = (categories ?? []).filter((name) => name !== "…");
  const cellOf = (value: Value): string => {
    if (value === null || value === undefined) return "null";
    if (edges === null) return names.includes(String(value)) ? String(value) : "…";
    return String(edges.filter((edge) => Number(value) > edge).length);
  };
  const current = new Map<string, number>();
  for (const value of values) current.set(cellOf(value), (current.get(cellOf(value)) ?? 0) + 1);
  const before = new Map<string, number>([["null", reference.nulls]]);
  reference.counts.forEach((count, at) =>
    before.set(edges === null ? (categories?.[at] ?? "…") : String(at), count),
  );
  const filled = (counts: Map<string, number>) => {
    const sum = [...counts.values()].reduce((a, b) => a + b, 0);
    const least = Math.min(...[...counts.values()].filter((count) => count > 0)) / sum;
    return (cell: string) => {
      const share = (counts.get(cell) ?? 0) / sum;
      return share > 0 ? share : least <= 1e-4 ? least / 1e6 : 1e-4;
    };
  };
  const [r, c] = [filled(before), filled(current)];
  return [...new Set([...before.keys(), ...current.keys()])]
    .filter((cell) => (before.get(cell) ?? 0) + (current.get(cell) ?? 0) > 0)
    .reduce((sum, cell) => sum + (c(cell) - r(cell)) * Math.log(c(cell) / r(cell)), 0);
}

function close(actual: number | undefined, expected: number | undefined, what: string): void {
  assert.ok(actual !== undefined && expected !== undefined, what);
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} where ${expected} is expected`);
}

async function responseIn(app: App, states: readonly Response["state"][]): Promise<Response> {
  for (;;) {
    const [response] = (await app.retraining.list()).items;
    if (response !== undefined && states.includes(response.state)) return response;
    await sleep(10);
  }
}

test(
  "windows are judged, an alert retrains through the same gates, and a restart loses nothing",
  {
    timeout: 120_000,
  },
  async (context) => {
    await using house = await openHouse(change);
    await using opening = new AsyncDisposableStack();
    let now: Open = house;
    await runPipeline(house, {});
    const judge = (until: number) => now.client.monitors.run({ params: monitor, body: { until } });

    await context.test("a window is due when it has ended and its labels had their time", async () => {
      await playDays(house, "2001-01-08", "2001-01-09", 1_500);
      assert.deepEqual(await judge(day("11") - 1), { reports: [], alerts: [] });
      const { reports, alerts } = await judge(day("11"));
      assert.deepEqual(
        reports.map(({ from, to, rows, labelled }) => ({ from, to, rows, labelled })),
        [{ from: day("08"), to: day("09"), rows: 1_500, labelled: 1_500 }],
      );
      assert.deepEqual(alerts, []);
    });

    await context.test("judging again, also long after all traffic, gives nothing new", async () => {
      const before = await now.client.monitors.reports({ params: monitor });
      assert.deepEqual(await judge(day("11")), { reports: [], alerts: [] });
      assert.deepEqual(await judge(8.64e15), { reports: [], alerts: [] });
      assert.deepEqual(await now.client.monitors.reports({ params: monitor }), before);
    });

    await context.test("its numbers are those worked out from the logged values themselves", async () => {
      const [report] = (await now.client.monitors.reports({ params: monitor })).items;
      assert.ok(report);
      const [version] = (await now.app.models.versions("flight-delays", { limit: 1 })).items;
      assert.ok(version);
      assert.deepEqual(report.modelVersions, [version.id]);
      const rows = await allPredictions(now.client, report.from, report.to);
      assert.equal(rows.length, report.rows);
      assert.ok(report.columns.length >= 4);
      for (const { column, role, psi } of report.columns) {
        const reference = version.reference.find((one) => one.column === column && one.role === role);
        assert.ok(reference);
        close(
          psi,
          psiByHand(
            reference,
            rows.map(({ inputs, score }) => (role === "prediction" ? score : (inputs[column] as Value))),
          ),
          `PSI of ${column}`,
        );
      }
      await using model = await now.app.loadModel(version.id);
      const scores = await model.predictRows(rows.map(({ inputs }) => inputs));
      const labels = Float64Array.from(rows, ({ label }) => label ?? Number.NaN);
      close(report.performance.rocAuc?.value, rocAuc(rankScores(labels, scores))?.value, "ROC AUC");
      close(report.performance.logLoss?.value, logLoss(labels, scores)?.value, "log loss");
      close(report.labelShare ?? undefined, labels.reduce((a, b) => a + b, 0) / labels.length, "label share");
      close(
        report.predictedShare ?? undefined,
        scores.reduce((a, b) => a + b, 0) / scores.length,
        "mean score",
      );
    });

    await context.test("an alert is raised; prumo stops in the midst of the retraining", async () => {
      await playUpsideDown(now, "09", 600);
      const { reports, alerts } = await judge(day("12"));
      assert.equal(reports.length, 1);
      assert.deepEqual(
        alerts.map(({ kind, state, windowTo }) => ({ kind, state, windowTo })),
        [{ kind: "performance", state: "firing", windowTo: day("10") }],
      );
      const { pipelineRunId } = await responseIn(now.app, ["running"]);
      const { state } = await now.app.pipelines.run(pipelineRunId ?? "");
      assert.ok(state === "queued" || state === "running", state);
      await house.app[Symbol.asyncDispose]();
    });

    await context.test("opened again, it finishes: a new version, released by the alert", async () => {
      const app = opening.use(await openApp({ directory: house.directory }));
      const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: false }));
      now = { app, client: createClient({ baseUrl: server.url }), url: server.url };
      const response = await responseIn(app, ["released", "refused", "failed"]);
      assert.equal(response.state, "released");
      // The example asks for the last seven days.
      assert.deepEqual(response.window, { from: day("03"), to: day("10") });
      assert.ok((response.costSeconds ?? 0) > 0);
      const [alert] = (await now.client.monitors.alerts()).items;
      assert.equal(alert?.responseId, response.id);
      const { run, steps } = await now.client.pipelines.run({ params: { id: response.pipelineRunId ?? "" } });
      assert.deepEqual([run.trigger.kind, run.trigger.by], ["alert", "delays"]);
      assert.deepEqual(
        steps.map(({ name, kind }) => [name, kind]),
        Object.entries(app.project.pipelines["train"]?.steps ?? {}).map(([name, { kind }]) => [name, kind]),
        "the steps of the declared pipeline, gate included",
      );
      const version = await app.models.versionById(response.modelVersionId ?? "");
      assert.equal(version.version, 2);
      assert.equal(version.pipelineRunId, run.id);
      const { evidence } = await now.client.models.evidence({ params: { id: version.id } });
      assert.deepEqual(evidence.map(({ requirement }) => requirement.id).sort(), ["R1", "R2", "R3", "R4"]);
      assert.equal((await app.pipelines.runs({ limit: 100 })).items.length, 2, "one run answers one alert");
      const [deployment] = app.deployments.list();
      assert.ok(deployment?.variants.some(({ version: of }) => of === 2));
    });

    await context.test("reports and alerts have survived the restart", async () => {
      const { items } = await now.client.monitors.reports({ params: monitor });
      assert.deepEqual(
        items.map(({ from }) => from),
        [day("09"), day("08")],
      );
      assert.deepEqual(await judge(day("12")), { reports: [], alerts: [] });
      assert.equal((await now.client.monitors.alerts()).items.length, 1);
    });

    await context.test("a person acknowledges over HTTP; a later window that is fine resolves", async () => {
      const [alert] = (await now.client.monitors.alerts({ query: { state: "firing" } })).items;
      const params = { id: alert?.id ?? "" };
      const acknowledged = await now.client.monitors.acknowledge({ params });
      assert.equal(acknowledged.state, "acknowledged");
      assert.deepEqual(await now.client.monitors.acknowledge({ params }), acknowledged, "twice is once");
      await playDays({ ...house, ...now }, "2001-01-10", "2001-01-11", 1_500);
      assert.deepEqual((await judge(day("13"))).alerts, []);
      const [resolved] = (await now.client.monitors.alerts()).items;
      assert.equal(resolved?.state, "resolved");
      assert.equal(resolved.acknowledgedAt, acknowledged.acknowledgedAt);
      await assert.rejects(now.client.monitors.acknowledge({ params }), (error: unknown) => {
        assert.ok(error instanceof ProblemError);
        assert.deepEqual([error.problem.code, error.problem.status], ["monitors/bad-transition", 409]);
        return true;
      });
    });

    await context.test(
      "within the cooldown an alert is recorded and answered with a reason not to",
      async () => {
        await playUpsideDown(now, "11", 600);
        const { alerts } = await judge(day("14"));
        assert.equal(alerts.length, 1);
        await now.app.settle();
        const [response] = (await now.client.retraining.list()).items;
        assert.deepEqual([response?.decision, response?.state], ["ignore", "ignored"]);
        assert.equal(response?.alertId, alerts[0]?.id);
        assert.match(response?.reason ?? "", /30d/);
        await playUpsideDown(now, "12", 600);
        assert.deepEqual((await judge(day("15"))).alerts, [], "it is open already");
        const resolved = await now.client.monitors.resolve({ params: { id: alerts[0]?.id ?? "" } });
        assert.equal(resolved.state, "resolved");
      },
    );

    await context.test(
      "two alerts in thirty days of event time are all that a person is asked to read",
      async () => {
        await playUpsideDown(now, "13", 600);
        const { reports, alerts } = await judge(day("16"));
        assert.ok((reports[0]?.performance.rocAuc?.value ?? 1) < 0.1, "the report says it none the less");
        assert.deepEqual(alerts, []);
        assert.equal((await now.client.monitors.show({ params: monitor })).openAlerts, 0);
      },
    );

    await context.test("a gap of years in the traffic costs no query for each of its days", async () => {
      const rows = [{ date: Date.UTC(2021, 5, 1), distance: 500, origin: "JFK", destination: "LAX" }];
      await now.client.deployments.predict({ params: monitor, body: { rows } });
      const { reports } = await judge(Date.UTC(2021, 5, 10));
      assert.deepEqual(
        reports.map(({ from, rows: count }) => [from, count]),
        [[Date.UTC(2021, 5, 1), 1]],
      );
    });
  },
);

test(
  "a retraining that cannot start is a response that failed, and later alerts are still heard",
  {
    timeout: 60_000,
  },
  async () => {
    const broken: [from: string, to: string][] = [
      ...change,
      // The pipeline no longer takes a window.
      ['{ window: { to: "2001-01-08" }, trees: 20', '{ span: { to: "2001-01-08" }, trees: 20'],
      ["window: params.window", "window: params.span"],
    ];
    await using house = await openHouse(broken);
    await runPipeline(house, {});
    for (const date of ["09", "10"]) {
      await playUpsideDown(house, date, 300);
      const { alerts } = await house.client.monitors.run({
        params: monitor,
        body: { until: day(date) + 3 * 86_400_000 },
      });
      assert.equal(alerts.length, 1);
      await house.app.settle();
      const { items } = await house.client.retraining.list();
      const response = items.find(({ alertId }) => alertId === alerts[0]?.id);
      assert.equal(response?.state, "failed");
      assert.match(response.reason, /could not be started.*window/);
      await house.client.monitors.resolve({ params: { id: alerts[0]?.id ?? "" } });
    }
  },
);
