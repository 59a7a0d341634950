import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ProblemError } from "../../src/client/client.ts";
import { fillRuns, openTrackingHouse, type TrackingHouse } from "../support/tracking-house.ts";

let house: TrackingHouse;
let experiment: string;
before(async () => {
  house = await openTrackingHouse();
  experiment = await fillRuns(house, "many", 60);
});
after(() => house[Symbol.asyncDispose]());

const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

test("runs are searched page by page, in the order that is asked for", async () => {
  const query = {
    experiment,
    filter: "params.depth > 6 AND tags.team != 't0'",
    order: "best(metrics.loss) DESC, start_time",
    limit: 5,
  };
  const whole = await house.client.experiments.search({ query: { ...query, limit: 1_000 } });
  assert.equal(whole.next, null);
  const losses = whole.items.map(({ metrics }) => Number(metrics["loss"]?.min));
  assert.deepEqual(
    losses,
    losses.toSorted((a, b) => b - a),
  );
  // Of 60 runs 18 have a depth of 7, 8 or 9, and every third of them is of team t0.
  assert.equal(whole.items.length, 12);
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await house.client.experiments.search({
      query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...names(page.items));
    if (page.next === null) break;
    cursor = page.next;
  }
  assert.deepEqual(seen, names(whole.items));
  const count = await house.client.experiments.count({
    params: { id: experiment },
    query: { filter: query.filter },
  });
  assert.equal(count.runs, 12);
});

test("without an experiment, runs of all are searched", async () => {
  const other = await fillRuns(house, "other", 2);
  const { items } = await house.client.experiments.search({ query: { filter: "run_name = 'run-00001'" } });
  assert.deepEqual(new Set(items.map(({ experimentId }) => experimentId)), new Set([experiment, other]));
});

test("a filter or an order that cannot be read says where it went wrong", async () => {
  for (const [query, at] of [
    [{ filter: "metrics.loss >> 1" }, 15],
    [{ filter: "params.depth = '1' AND" }, 23],
    [{ order: "best(params.depth)" }, 18],
  ] as const) {
    await assert.rejects(
      house.client.experiments.search({ query: { experiment, ...query } }),
      (error: unknown) => {
        assert.ok(error instanceof ProblemError);
        assert.equal(error.problem.code, "experiments/bad-search");
        assert.deepEqual(error.problem.details, { at });
        return true;
      },
    );
  }
});

test("a cursor of another list, of another order or of nobody is refused", async () => {
  const { next } = await house.client.experiments.search({ query: { experiment, limit: 1 } });
  for (const query of [
    { cursor: String(next), order: "metrics.loss" },
    { cursor: "bm8=" },
    { cursor: Buffer.from('{"kind":"experiments","place":[1]}').toString("base64") },
  ])
    await assert.rejects(
      house.client.experiments.search({ query: { experiment, ...query } }),
      (error: unknown) => error instanceof ProblemError && error.problem.code === "kernel/bad-input",
    );
  await assert.rejects(
    house.client.experiments.search({ query: { experiment: "777" } }),
    (error: unknown) => error instanceof ProblemError && error.problem.status === 404,
  );
});

test("columns: every key with its number of runs, the most frequent first", async () => {
  const { items } = await house.client.experiments.search({ query: { experiment, limit: 1 } });
  await house.experiments.log(String(items[0]?.id), {
    metrics: Array.from({ length: 1_200 }, (_, i) => ({ key: `layer/${i}`, value: i, step: 0, at: 1 })),
  });
  const columns = await house.client.experiments.columns({ params: { id: experiment } });
  assert.deepEqual(columns.params.items, [
    { key: "depth", runs: 60, isMore: false },
    { key: "model", runs: 60, isMore: false },
  ]);
  assert.deepEqual(
    columns.tags.items.map(({ key, runs }) => [key, runs]),
    [
      ["mlflow.runName", 60],
      ["team", 60],
    ],
  );
  assert.deepEqual(
    columns.metrics.items.slice(0, 3).map(({ key, runs }) => [key, runs]),
    [
      ["accuracy", 60],
      ["loss", 60],
      ["layer/0", 1],
    ],
  );
  assert.equal(columns.metrics.items.length, 1_000);
  assert.equal(columns.metrics.isCut, true);
  const some = await house.client.experiments.columns({
    params: { id: experiment },
    query: { prefix: "layer/119" },
  });
  assert.deepEqual(
    some.metrics.items.map(({ key }) => key),
    ["layer/119", ...Array.from({ length: 10 }, (_, i) => `layer/119${i}`)],
  );
  assert.equal(some.metrics.isCut, false);
  assert.deepEqual(some.params.items, []);
});
