import assert from "node:assert/strict";
import { test } from "node:test";
import Fastify from "fastify";
import {
  deploymentsRoutes,
  predictAnswerSchema,
  predictionsRoutes,
} from "../../../../src/contract/http/serving.ts";
import { deploymentSchema } from "../../../../src/contract/records/deployments.ts";
import { deploymentsHandlers } from "../../../../src/server/api/deployments.ts";
import { predictionsHandlers } from "../../../../src/server/api/predictions.ts";
import { mount } from "../../../../src/server/mount.ts";
import { sendProblem } from "../../../../src/server/problem.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { openTinyWithLog, tinyRows } from "../../../support/tiny-serving.ts";

async function api() {
  await using opening = new AsyncDisposableStack();
  const directory = opening.use(await temporaryDirectory());
  const models = [
    { version: 1, intercept: -1 },
    { version: 2, intercept: 0 },
  ];
  const open = opening.use(await openTinyWithLog(directory.path, { models }));
  await open.release(1);
  const server = Fastify();
  opening.defer(() => server.close());
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  mount(server, deploymentsRoutes, deploymentsHandlers(open));
  mount(server, predictionsRoutes, predictionsHandlers(open));
  const ask = async (method: "GET" | "POST", path: string, payload?: object) => {
    const answer = await server.inject({ method, url: `/api/v1${path}`, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, json: JSON.parse(answer.body) as Record<string, unknown> };
  };
  const opened = opening.move();
  return { open, ask, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

test("rows in, answers out, labels by id, and the truth is in the log", async () => {
  await using house = await api();
  const { status, json } = await house.ask("POST", "/deployments/delays/predict", { rows: tinyRows(3) });
  assert.equal(status, 200);
  const { predictions } = predictAnswerSchema.strict().parse(json);
  const labels = predictions.map(({ id }, i) => ({ id, label: i % 2 }));
  assert.deepEqual(await house.ask("POST", "/deployments/delays/labels", { labels }), {
    status: 200,
    json: { accepted: 3 },
  });
  const shown = await house.ask("GET", `/predictions/${predictions[1]?.id}`);
  assert.equal(shown.json["label"], 1);
  const listed = predictionsRoutes.list.answer.parse((await house.ask("GET", "/predictions?limit=2")).json);
  assert.deepEqual(
    listed.items.map(({ id }) => id),
    [predictions[2]?.id, predictions[1]?.id],
  );
  const rest = await house.ask("GET", `/predictions?limit=2&cursor=${listed.next}`);
  assert.deepEqual(
    predictionsRoutes.list.answer.parse(rest.json).items.map(({ id }) => id),
    [predictions[0]?.id],
  );
  const volume = await house.ask("GET", "/predictions/volume?deployment=delays&bins=3");
  assert.equal(
    predictionsRoutes.volume.answer.parse(volume.json).bins.reduce((sum, { rows }) => sum + rows, 0),
    3,
  );
});

test("a rollout is shown, moved on and called back", async () => {
  await using house = await api();
  await house.open.release(2);
  const shown = deploymentSchema.parse((await house.ask("GET", "/deployments/delays")).json);
  assert.equal(shown.rollout?.state, "shadow");
  const moved = await house.ask("POST", "/deployments/delays/advance", { reason: "I looked at it" });
  assert.equal(deploymentSchema.parse(moved.json).rollout?.state, "canary");
  await house.ask("POST", "/deployments/delays/roll-back", { reason: "no" });
  const { json } = await house.ask("GET", "/deployments/delays/rollouts");
  assert.deepEqual(
    deploymentsRoutes.rollouts.answer.parse(json).rollouts.map(({ state }) => state),
    ["rolled-back", "promoted"],
  );
  const { status, json: problem } = await house.ask("POST", "/deployments/delays/advance", {
    reason: "again",
  });
  assert.deepEqual([status, problem["code"]], [409, "deployments/no-rollout"]);
});

for (const [what, body, status, code] of [
  ["no rows", {}, 422, "kernel/bad-input"],
  ["rows that are none", { rows: "all" }, 422, "kernel/bad-input"],
  ["an empty list", { rows: [] }, 422, "kernel/bad-input"],
  ["a row that is a list", { rows: [[1]] }, 422, "kernel/bad-input"],
  ["a row that is null", { rows: [null] }, 422, "kernel/bad-input"],
  ["a missing column", { rows: [{}] }, 422, "predictions/bad-input"],
  [
    "a bad second row",
    { rows: [...tinyRows(1), { ...tinyRows(1)[0], isHub: "yes" }] },
    422,
    "predictions/bad-row",
  ],
  ["a request id that is a number", { rows: tinyRows(1), requestId: 7 }, 422, "kernel/bad-input"],
  ["too many rows", { rows: Array.from({ length: 10_001 }, () => ({})) }, 413, "deployments/too-many-rows"],
] as const) {
  test(`predict refuses ${what}`, async () => {
    await using house = await api();
    const answer = await house.ask("POST", "/deployments/delays/predict", body);
    assert.deepEqual([answer.status, answer.json["code"]], [status, code]);
  });
}

test("labels that are none, and names that are not there, are refused", async () => {
  await using house = await api();
  for (const labels of [undefined, [], [null], [7], Array.from({ length: 50_001 }, () => ({}))]) {
    const { status, json } = await house.ask("POST", "/deployments/delays/labels", { labels });
    assert.deepEqual([status, json["code"]], [422, "kernel/bad-input"]);
  }
  const bad = await house.ask("POST", "/deployments/delays/labels", { labels: [{ id: "x", label: 1 }] });
  assert.equal(bad.json["code"], "predictions/bad-label");
  for (const [method, path, body] of [
    ["POST", "/deployments/nobody/predict", { rows: tinyRows(1) }],
    ["POST", "/deployments/nobody/labels", { labels: [{ id: "prd_1", label: 1 }] }],
    ["GET", "/deployments/nobody", undefined],
    ["GET", "/predictions/prd_00", undefined],
  ] as const) {
    assert.equal((await house.ask(method, path, body)).status, 404, path);
  }
});
