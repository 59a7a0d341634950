import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Route, RouteTable } from "../../src/contract/http/route.ts";
import { routes } from "../../src/contract/http/routes.ts";
import { ask as askAt, assertProblem } from "../support/ask.ts";
import { openLivedInHouse, type TestHouse } from "../support/house.ts";

let house: TestHouse;
before(async () => {
  house = await openLivedInHouse();
});
after(() => house[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: string | Buffer, headers?: Record<string, string>) =>
  askAt(house.url, method, path, body, headers);

const operations = Object.entries(routes as unknown as Record<string, RouteTable>).flatMap(
  ([station, table]) =>
    Object.entries(table).map(([name, route]) => ({ operation: `${station}.${name}`, route })),
);

function pathOf({ path }: Route, params: Record<string, string>): string {
  return `/api/v1${path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? "~"))}`;
}

/** Whether a body may start a run: nothing, or an object in which params and reason are right or absent. */
function isStart(body: string): boolean {
  return ["", "null"].includes(body) || (/^\{.*\}$/.test(body) && !/"params"|"reason"/.test(body));
}

const row = { date: "2001-01-10T12:00:00Z", distance: 500, origin: "JFK", destination: "LAX" };

interface Example {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
}

/** The commit that the project stands at; it becomes a git repository if it is none. */
function commitOf(directory: string): string {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", directory, "-c", "user.name=Ana", "-c", "user.email=a@b.c", ...args], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  if (!existsSync(join(directory, ".git"))) {
    git("init", "-q");
    git("add", "prumo.config.ts");
    git("commit", "-q", "--no-gpg-sign", "-m", "The project");
  }
  return git("rev-parse", "HEAD");
}

/** One call of every operation that has parameters or a body, with what this house has. */
async function examples(): Promise<Record<string, Example>> {
  const { client } = house;
  const [run] = (await client.pipelines.runs({ query: { limit: 1 } })).items;
  const failed = (await client.pipelines.runs()).items.find(({ state }) => state === "failed");
  const [dataset] = (await client.datasets.versions({ params: { name: "flights" } })).items;
  const experiment = (await client.experiments.list()).items.find(({ runs }) => runs > 0);
  const [tracked] = (await client.experiments.runs({ params: { id: experiment?.id ?? "" } })).items;
  await house.app.experiments.linkArtifacts([
    {
      ...(await house.app.blobs.put(Buffer.from("a,b\n1,2\n"))),
      path: `${tracked?.artifactRoot.replace("mlflow-artifacts:/", "") ?? ""}/head.csv`,
    },
  ]);
  const [version] = (await client.models.versions({ params: { name: "flight-delays" } })).items;
  const { models } = house.app;
  const all = (await client.experiments.list()).items;
  const deletable =
    all.find((each) => each.name === "to be renamed") ??
    (await client.experiments.create({ body: { name: "to be renamed" } }));
  for (const made of ["to-be-deleted", "to-be-thinned"]) {
    const isThere = (await models.models()).some((model) => model.name === made);
    if (!isThere) await models.registry.createModel({ name: made, tags: [] });
    await models.registry.createVersion({ model: made, source: "s3://bucket/x", tags: [], by: "a test" });
  }
  // The house is a tracking server as well, so that it can count its own runs.
  const counting = { from: house.url, isDryRun: true };
  const counted = await client.imports.start({ body: counting });
  const webhook =
    (await client.webhooks.list()).items[0] ??
    (await house.app.webhooks.create({
      name: "api",
      // An address of the public internet, so that no name is asked for; inactive, so that nothing is sent.
      url: "https://93.184.215.14/hook",
      events: ["model_version.created"],
      isActive: false,
    }));
  const [prediction] = (await client.predictions.list({ query: { limit: 1 } })).items;
  const [report] = (await client.monitors.reports({ params: { name: "delays" } })).items;
  const [alert] = (await client.monitors.alerts()).items;
  const [response] = (await client.retraining.list()).items;
  const id = (of: { id: string } | undefined): Example => ({ params: { id: of?.id ?? "" } });
  const name = (of: string, body?: unknown): Example => ({ params: { name: of }, body });
  const commit = commitOf(house.directory);
  const reason = { reason: "a test asks" };
  return {
    "sources.show": name("flights"),
    "datasets.versions": name("flights"),
    "datasets.version": id(dataset),
    "datasets.previous": id(dataset),
    "datasets.sample": id(dataset),
    "datasets.lineage": id(dataset),
    "pipelines.show": name("train"),
    "pipelines.start": name("train", { params: {}, idempotencyKey: "once" }),
    "pipelines.run": id(run),
    "pipelines.resume": id(failed),
    "pipelines.cancel": id(run),
    "pipelines.logs": id(run),
    "experiments.start": { body: { id: "0".repeat(32), experiment: "by api", startedAt: 1_000 } },
    "experiments.show": id(experiment),
    "experiments.runs": id(experiment),
    "experiments.run": id(tracked),
    "experiments.metrics": id(tracked),
    "experiments.artifacts": id(tracked),
    "experiments.curves": { ...id(tracked), query: { keys: "train.logLoss,none", points: "20" } },
    "experiments.artifactHead": { ...id(tracked), query: { path: "head.csv" } },
    "experiments.loggedModels": id(tracked),
    "experiments.related": id(tracked),
    "experiments.count": id(experiment),
    "experiments.columns": id(experiment),
    "experiments.runIds": id(experiment),
    "experiments.bests": id(experiment),
    "experiments.rows": { body: { ids: [tracked?.id], keys: "params.trees" } },
    "experiments.saveView": {
      params: { id: experiment?.id ?? "", name: "losses" },
      body: { query: "filter=metrics.rocAuc+%3E+0.5" },
    },
    "experiments.deleteView": { params: { id: experiment?.id ?? "", name: "losses" } },
    "experiments.create": { body: { name: "made by api", tags: { team: "a" } } },
    "experiments.rename": { params: id(deletable).params ?? {}, body: { name: "renamed by api" } },
    "experiments.deleteExperiment": id(deletable),
    "experiments.restoreExperiment": id(deletable),
    "experiments.deleteRun": id(tracked),
    "experiments.restoreRun": id(tracked),
    "garbage.collect": { body: { dryRun: true } },
    "webhooks.deliveries": id(webhook),
    "imports.start": { body: counting },
    "imports.show": id(counted),
    "imports.cancel": id(counted),
    "compare.runs": { body: { ids: [tracked?.id, "0".repeat(32)] } },
    "compare.curves": {
      body: { ids: [tracked?.id], keys: Object.keys(tracked?.metrics ?? {}).slice(0, 20) },
    },
    "compare.code": { query: { from: commit, to: commit } },
    "models.show": name("flight-delays"),
    "models.registered": name("flight-delays"),
    "models.versions": name("flight-delays"),
    "models.version": { params: { name: "flight-delays", version: "1" } },
    "models.versionById": id(version),
    "models.evidence": id(version),
    "models.promote": {
      params: { name: "flight-delays", version: "1" },
      body: { alias: "champion", ...reason },
    },
    "models.promotions": name("flight-delays"),
    "models.history": name("flight-delays"),
    "models.measures": name("flight-delays"),
    "models.registeredVersion": { params: { name: "flight-delays", version: "latest" } },
    "models.files": { params: { name: "flight-delays", version: "1" } },
    "models.compare": { ...name("flight-delays"), query: { versions: "1,latest" } },
    "models.describe": name("flight-delays", { version: 1, description: "the first" }),
    "models.setAlias": {
      params: { name: "flight-delays", alias: "champion" },
      body: { version: 1, ...reason },
    },
    "models.deleteAlias": { params: { name: "flight-delays", alias: "champion" }, body: reason },
    "models.tags": name("flight-delays"),
    "models.tag": name("flight-delays", { version: 1, tags: { owner: "ana", draft: null } }),
    "models.delete": name("to-be-deleted", {}),
    "models.deleteVersion": { params: { name: "to-be-thinned", version: "1" }, body: { by: "ana" } },
    "deployments.show": name("delays"),
    "deployments.rollouts": name("delays"),
    "deployments.predict": name("delays", { rows: [row] }),
    "deployments.rollBack": name("delays", reason),
    "deployments.advance": name("delays", reason),
    "predictions.show": id(prediction),
    "predictions.label": name("delays", { labels: [{ id: prediction?.id, label: 1 }] }),
    "monitors.show": name("delays"),
    "monitors.reports": name("delays"),
    "monitors.report": id(report),
    "monitors.run": name("delays", { until: Date.parse("2001-01-13") }),
    "monitors.acknowledge": id(alert),
    "monitors.resolve": id(alert),
    "retraining.show": id(response),
  };
}

const queryText = (query: Example["query"]) =>
  query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;

/** What a lived-in house may refuse by its state; the answer is then a problem, with this status. */
const mayConflict = new Set([
  "pipelines.resume",
  "pipelines.cancel",
  "deployments.rollBack",
  "deployments.advance",
  "monitors.acknowledge",
]);

test("every operation answers what its contract says, and no field that it does not name", async (context) => {
  const known = await examples();
  for (const { operation, route } of operations) {
    const { params = {}, query, body } = known[operation] ?? {};
    const isFilled = [...route.path.matchAll(/:(\w+)/g)].every(
      ([, name = ""]) => (params[name] ?? "") !== "",
    );
    // What needs an alert or a response is in monitors-and-retraining.test.ts, where there surely is one.
    if (!isFilled && /^(monitors|retraining)\./.test(operation)) continue;
    await context.test(operation, async () => {
      assert.ok(isFilled, `${route.path} has an example`);
      const answer = await ask(
        route.method,
        pathOf(route, params) + queryText(query),
        body === undefined ? undefined : JSON.stringify(body),
      );
      if (answer.status === 409 && mayConflict.has(operation)) {
        assertProblem(answer, operation, 409);
        return;
      }
      assert.equal(answer.status, 200, answer.text.slice(0, 500));
      assert.match(answer.type, /^application\/json/);
      const json: unknown = JSON.parse(answer.text);
      // zod drops what a schema does not name: equal means that nothing was.
      assert.deepEqual(route.answer.parse(json), json);
    });
  }
  await house.app.settle();
});

test("unknown names and ids are 404 problems", async () => {
  const known = await examples();
  for (const { operation, route } of operations.filter(({ route: { path } }) => path.includes(":"))) {
    const { body, query } = known[operation] ?? {};
    const nobody = pathOf(route, { name: "nobody", id: "xyz_0000", version: "999", alias: "none" });
    const path = nobody + queryText(query);
    const answer = await ask(route.method, path, body === undefined ? undefined : JSON.stringify(body));
    // Runs, versions and promotions of a name that is none may be an empty list.
    if (answer.status === 200) {
      const json = JSON.parse(answer.text) as Record<string, unknown>;
      const isEmpty = Object.values(json).every(
        (value) => value === null || (Array.isArray(value) && value.length === 0),
      );
      assert.ok(isEmpty, `${operation}: ${answer.text.slice(0, 200)}`);
    } else assertProblem(answer, operation, 404);
  }
  assertProblem(await ask("GET", "/api/v1/nonesuch"), "no route", 404);
  assertProblem(await ask("DELETE", "/api/v1/models"), "no method", 404);
});

test("a body that is not what the operation takes is a 4xx problem, never a 5xx", async () => {
  const known = await examples();
  const bodies = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "17",
    "{}",
    '{"rows":{}}',
    '{"rows":[null]}',
    '{"rows":[[1]]}',
    '{"labels":[null]}',
    '{"labels":[{"id":7,"label":"x"}]}',
    '{"until":"yesterday"}',
    '{"until":1e999}',
    '{"reason":7}',
    '{"params":7}',
    '{"params":{"window":"soon"},"reason":{}}',
    "\u0000\u0001",
  ];
  const takers = operations.filter(
    ({ operation, route }) => route.method === "POST" && known[operation]?.body !== undefined,
  );
  assert.ok(takers.length >= 6);
  for (const { operation, route } of takers) {
    for (const body of bodies) {
      // These are whole: a start without a body takes the declared parameters.
      if (operation === "pipelines.start" && isStart(body)) continue;
      assertProblem(
        await ask("POST", pathOf(route, known[operation]?.params ?? {}), body),
        `${operation} ${body}`,
      );
    }
    const path = pathOf(route, known[operation]?.params ?? {});
    assertProblem(await ask("POST", path, "rows=1", { "content-type": "text/plain" }), operation);
  }
  for (const query of ["limit=0", "limit=-1", "limit=1e9", "limit=x", `cursor=${"x".repeat(600)}`]) {
    assertProblem(await ask("GET", `/api/v1/pipeline-runs?${query}`), query);
  }
  for (const list of [
    "pipeline-runs",
    "predictions",
    "alerts",
    "responses",
    "monitors/delays/reports",
    "datasets/flights/versions",
    "models/flight-delays/versions",
  ]) {
    const { status, text } = await ask("GET", `/api/v1/${list}?cursor=%27%20OR%201%3D1`);
    assert.ok(status < 500, `${list}: ${text}`);
  }
});

test("a body larger than the operation takes is 413", async () => {
  const large = JSON.stringify({ reason: "x".repeat(1024 * 1024) });
  const problem = assertProblem(
    await ask("POST", "/api/v1/deployments/delays/roll-back", large),
    "1 MiB",
    413,
  );
  assert.equal(problem.code, "server/body-too-large");
});

test("prototype keys do no harm", async () => {
  const bodies = [
    '{"rows":[{"__proto__":{"polluted":1},"date":"2001-01-10","distance":1,"origin":"JFK","destination":"LAX"}]}',
    '{"rows":[{"constructor":{"prototype":{"polluted":1}},"date":"2001-01-10","distance":1,"origin":"JFK","destination":"LAX"}]}',
    '{"__proto__":{"rows":[{}]},"rows":[{}]}',
  ];
  for (const body of bodies) {
    const { status, text } = await ask("POST", "/api/v1/deployments/delays/predict", body);
    assert.ok(status < 500, text);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  }
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    for (const path of [
      `pipelines/${name}`,
      `deployments/${name}`,
      `monitors/${name}`,
      `sources/${name}`,
      `models/${name}`,
    ]) {
      assertProblem(await ask("GET", `/api/v1/${path}`), path, 404);
    }
    assertProblem(await ask("POST", `/api/v1/pipelines/${name}/runs`, "{}"), name, 404);
  }
});
