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

test("the ids of a table are the runs of a search, in its order; rows have what was asked for", async () => {
  const { client } = house;
  const params = { id: experiment };
  for (const query of [
    {},
    { order: "best(metrics.loss), start_time DESC" },
    { order: "metrics.accuracy DESC", filter: "params.depth < 4" },
    { order: "params.model DESC, run_name DESC" },
    { order: "metrics.`layer/7` DESC" },
    { filter: "params.depth = '3'" },
    { view: "all" as const, order: "status DESC" },
  ]) {
    const { items } = await client.experiments.search({ query: { experiment, limit: 1_000, ...query } });
    const { ids, isCut } = await client.experiments.runIds({ params, query });
    assert.deepEqual(
      ids,
      items.map(({ id }) => id),
      JSON.stringify(query),
    );
    assert.equal(isCut, false);
  }
  const { ids } = await client.experiments.runIds({ params, query: { order: "run_name" } });
  const { items } = await client.experiments.rows({
    body: {
      ids: [String(ids[7]), "f".repeat(32), String(ids[2])],
      keys: "metrics.loss, best(metrics.loss), max(metrics.loss), params.depth, tags.team, params.none",
    },
  });
  // Of run 7: accuracy 0.5433; losses 2 - a, 1 - a, 1.5 - a.
  assert.deepEqual(
    items.map(({ name, values }) => [name, ...values]),
    [
      ["run-00007", 1.5 - 0.5433, 1 - 0.5433, 2 - 0.5433, "7", "t1", null],
      ["run-00002", 1.5 - 0.5838, 1 - 0.5838, 2 - 0.5838, "2", "t2", null],
    ],
  );
});

test("groups stand together, that of the first run first, each with its best value", async () => {
  const { client } = house;
  const params = { id: experiment };
  const query = { group: "params.model", filter: "params.depth < 5" };
  const { ids, groups } = await client.experiments.runIds({
    params,
    query: { ...query, order: "best(metrics.loss)" },
  });
  assert.deepEqual(
    groups.toSorted((a, b) => String(a.value).localeCompare(String(b.value))),
    ["boost", "forest", "linear", "tree"].map((value) => ({
      value,
      runs: value === "boost" || value === "linear" ? 6 : 9,
      isRest: false,
    })),
  );
  const { items } = await client.experiments.rows({
    body: { ids, keys: "params.model, best(metrics.loss)" },
  });
  assert.deepEqual(
    items.map(({ values }) => values[0]),
    groups.flatMap(({ value, runs }) => Array.from({ length: runs }, () => value)),
  );
  const bests = await client.experiments.bests({
    params,
    query: { ...query, keys: "best(metrics.loss), metrics.accuracy" },
  });
  for (const { value, best } of bests.items) {
    const losses = items.filter(({ values }) => values[0] === value).map(({ values }) => Number(values[1]));
    assert.equal(best[0], Math.min(...losses));
    assert.ok(Math.abs(Number(best[1]) - (1 - Math.min(...losses))) < 1e-9);
  }
  assert.equal(bests.items.length, 4);
});

test("a view is kept under a name for everyone, replaced, and forgotten", async () => {
  const { client } = house;
  const params = { id: experiment, name: "best losses" };
  await client.experiments.saveView({ params, body: { query: "order=metrics.loss" } });
  const { tags } = await client.experiments.saveView({ params, body: { query: "order=metrics.accuracy" } });
  assert.deepEqual(tags, { "prumo.view.best losses": "order=metrics.accuracy" });
  assert.deepEqual((await client.experiments.deleteView({ params })).tags, {});
  await assert.rejects(client.experiments.deleteView({ params }));
  const bad = { id: experiment, name: "a<b" };
  await assert.rejects(client.experiments.saveView({ params: bad, body: { query: "" } }));
  for (let i = 0; i < 50; i++)
    await client.experiments.saveView({ params: { id: experiment, name: `v${i}` }, body: { query: "" } });
  await assert.rejects(client.experiments.saveView({ params, body: { query: "" } }));
});

test("runs that are read in parts are the same runs: their order, their number, their best", async () => {
  const { client } = house;
  const many = await fillRuns(house, "in parts", 11_003);
  const params = { id: many };
  for (const query of [
    {},
    { order: "best(metrics.loss)" },
    { filter: "metrics.accuracy > 0.25 OR params.depth = '0'" },
  ]) {
    const { ids } = await client.experiments.runIds({ params, query });
    const seen: string[] = [];
    for (let cursor: string | undefined; cursor !== "end";) {
      const page = await client.experiments.search({
        query: { experiment: many, ...query, limit: 1_000, ...(cursor === undefined ? {} : { cursor }) },
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? "end";
    }
    assert.deepEqual(ids, seen, JSON.stringify(query));
    const { runs } = await client.experiments.count({ params, query: { filter: query.filter } });
    assert.equal(runs, ids.length);
  }
  const { items } = await client.experiments.bests({
    params,
    query: { keys: "metrics.accuracy, min(metrics.loss)" },
  });
  // 7,919 and 10,000 have no common divisor: all ten thousand accuracies occur.
  assert.deepEqual(items, [{ value: null, best: [0.9999, 1 - 0.9999] }]);
});
