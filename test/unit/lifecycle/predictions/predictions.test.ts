import assert from "node:assert/strict";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import {
  chanceOf,
  openTinyWithLog,
  tinyId,
  type TinyModel,
  tinyRow,
  tinyRows,
} from "../../../support/tiny-serving.ts";

import { answer, close, minute, one, withLog, window } from "./with-log.ts";

const february = Date.UTC(2001, 1, 1);

test("a window holds what was answered, by event time, joined with the truth", () =>
  withLog(async (open) => {
    const answers = await answer(open, 300);
    const labels = answers.slice(0, 200).map(({ id }, i) => ({ id, label: i % 2 }));
    assert.equal(await open.predictions.label("delays", labels), 200);
    // rows are a minute apart, from the first of February on
    const found = await window(open, february + 100 * minute, february + 250 * minute);
    assert.deepEqual(
      found.map((row) => row["id"]),
      answers.slice(100, 250).map(({ id }) => id),
    );
    for (const [k, row] of found.entries()) {
      const i = 100 + k;
      const raw = tinyRow(i);
      assert.equal(row["at"], february + i * minute);
      assert.equal(row["model_version_id"], tinyId(1));
      assert.equal(row["role"], "live");
      assert.ok(Math.abs(Number(row["score"]) - chanceOf(one, raw)) < 1e-6);
      assert.equal(row["predicted"], String(Number(row["score"]) >= 0.5));
      assert.equal(row["in:date"], february + i * minute);
      assert.equal(row["in:distance"], raw["distance"]);
      assert.equal(row["in:origin"], raw["origin"]);
      assert.equal(row["in:isHub"], raw["isHub"]);
      assert.equal(row["label"], i < 200 ? i % 2 : null);
    }
    assert.deepEqual(await window(open, 0, february), []);
    const nobody = await open.predictions.windowSql("other", { from: 0, to: february });
    assert.equal(nobody.rows, 0);
    assert.deepEqual((await open.tables.rows(nobody.sql)).length, 0);
  }));

test("missing values stay missing, and texts are kept whole", () =>
  withLog(async (open) => {
    const rows = [
      { date: null, distance: null, origin: null, isHub: null },
      { date: february, distance: 0, origin: 'it\'s "ünï" \u{1f6eb}', isHub: false },
    ];
    const { answers } = await open.deployments.predict("delays", rows);
    const found = await Promise.all(answers.map(({ id }) => open.predictions.find(id)));
    assert.deepEqual(found[0]?.inputs, { date: null, distance: null, origin: null, isHub: null });
    assert.deepEqual(found[1]?.inputs, { ...rows[1], date: "2001-02-01T00:00:00.000Z" });
    assert.equal(found[1]?.at, february);
    assert.equal(found[0]?.at, found[0]?.answeredAt, "without an event time it is when it was answered");
    await assert.rejects(open.predictions.find("prd_00"), { code: "predictions/unknown" });
  }));

test("of several labels of one id the last counts, within a batch, a log and across segments", () =>
  withLog(async (open) => {
    const [a, b, c] = (await answer(open, 3)).map(({ id }) => id) as [string, string, string];
    const say = (...labels: [string, number][]) =>
      open.predictions.label(
        "delays",
        labels.map(([id, label]) => ({ id, label })),
      );
    await say([a, 0], [b, 0], [a, 1]);
    await say([b, 1]);
    const truth = async () =>
      (await window(open, february, february + minute * 3)).map((row) => row["label"]);
    assert.deepEqual(await truth(), [1, 1, null]);
    await say([a, 0], [c, 1]);
    assert.deepEqual(await truth(), [0, 1, 1]);
    await say([a, 0], [a, 0]);
    assert.deepEqual(await truth(), [0, 1, 1]);
  }));

test("labels that come before their prediction is written are joined", () =>
  withLog(async (open) => {
    const [first] = await answer(open, 1);
    await open.predictions.label("delays", [{ id: first?.id ?? "", label: 1 }]);
    assert.equal((await open.predictions.find(first?.id ?? "")).label, 1);
    assert.equal((await window(open, february, february + 1))[0]?.["label"], 1);
  }));

test("labels that are none are refused, all of them", () =>
  withLog(async (open) => {
    const [{ id } = { id: "" }] = await answer(open, 1);
    for (const bad of [
      { id: "run_1", label: 1 },
      { id: "prd_1 1\nprd_2", label: 1 },
      { id, label: Number.NaN },
      { id, label: "1" as unknown as number },
    ]) {
      await assert.rejects(open.predictions.label("delays", [{ id, label: 1 }, bad]), {
        code: "predictions/bad-label",
      });
    }
    assert.equal((await open.predictions.find(id)).label, null);
    await assert.rejects(open.predictions.label("../x", [{ id, label: 1 }]), { code: "deployments/unknown" });
    const many = Array.from({ length: 1_000_010 }, (_, i) => ({ id: `prd_${i.toString(32)}`, label: 1 }));
    await assert.rejects(open.predictions.label("delays", many), { code: "predictions/too-many-labels" });
  }));

test("pages go from the newest to the oldest over many segments and miss nothing", () =>
  withLog(async (open) => {
    const ids: string[] = [];
    for (let part = 0; part < 5; part++) {
      ids.push(...(await answer(open, 40, part * 40)).map(({ id }) => id));
      await open.predictions.flush();
    }
    await open.predictions.label(
      "delays",
      ids.slice(0, 50).map((id) => ({ id, label: 1 })),
    );
    const walk = async (query: object) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 50; page++) {
        const { items, next } = await open.predictions.list({ limit: 30, cursor, ...query });
        seen.push(...items.map(({ id }) => id));
        if (next === null) return seen;
        cursor = next;
      }
      throw new Error("the pages never end");
    };
    const newestFirst = [...ids].reverse();
    assert.deepEqual(await walk({}), newestFirst);
    assert.deepEqual(await walk({ deployment: "delays", modelVersionId: tinyId(1) }), newestFirst);
    assert.deepEqual(await walk({ deployment: "other" }), []);
    assert.deepEqual(await walk({ modelVersionId: tinyId(2) }), []);
    const between = { from: february + 50 * minute, to: february + 120 * minute };
    assert.deepEqual(await walk(between), ids.slice(50, 120).reverse());
    const { items } = await open.predictions.list({ limit: 200 });
    assert.equal(
      items.filter(({ label }) => label === 1).length,
      50,
      "labels that are only in the log count",
    );
    await window(open, 0, 1);
    assert.deepEqual(await walk({ labelled: "yes" }), ids.slice(0, 50).reverse());
    assert.deepEqual(await walk({ labelled: "no" }), ids.slice(50).reverse());
  }));

test("volume counts every row once, by event time", () =>
  withLog(async (open) => {
    const answers = await answer(open, 120);
    await open.predictions.label(
      "delays",
      answers.slice(0, 60).map(({ id }, i) => ({ id, label: i % 4 === 0 ? 1 : 0 })),
    );
    await window(open, 0, 1);
    const bins = await open.predictions.volume({ deployment: "delays", bins: 4 });
    assert.equal(bins.length, 4);
    assert.deepEqual(
      bins.map(({ rows }) => rows).reduce((a, b) => a + b, 0),
      120,
    );
    assert.equal(bins[0]?.from, february);
    assert.deepEqual(
      bins.map(({ labelled }) => labelled),
      [30, 30, 0, 0],
    );
    // labels 1 at 0, 4, 8, … : 8 of the first 30
    assert.ok(Math.abs((bins[0]?.labelShare ?? 0) - 8 / 30) < 1e-12);
    assert.equal(bins[3]?.labelShare, null);
    const mean = tinyRows(30).reduce((sum, row) => sum + chanceOf(one, row), 0) / 30;
    assert.ok(Math.abs((bins[0]?.meanScore ?? 0) - mean) < 1e-6);
    assert.deepEqual(await open.predictions.volume({ deployment: "other", bins: 4 }), []);
  }));

/** Log loss of row i by its definition; the odd rows come true. */
function lossOf(model: TinyModel, i: number): number {
  const p = chanceOf(model, tinyRow(i));
  return i % 2 === 1 ? -Math.log(p) : -Math.log(1 - p);
}

test("the shadow is in the log, answers are found without it, and losses compare the same rows", () =>
  withLog(async (open) => {
    await open.release(2);
    const answers = await answer(open, 100);
    await open.predictions.label(
      "delays",
      answers.map(({ id }, i) => ({ id, label: i % 2 })),
    );
    assert.equal((await window(open, 0, Date.now())).length, 100);
    const shadow = await window(open, 0, Date.now(), ["shadow"]);
    assert.deepEqual(
      shadow.map((row) => row["id"]),
      answers.map(({ id }) => id),
    );
    assert.ok(shadow.every((row) => row["model_version_id"] === tinyId(2)));
    const since = open.deployments.comparing("delays")?.since ?? Number.NaN;
    const losses = await open.predictions.losses("delays", {
      baseline: tinyId(1),
      candidate: tinyId(2),
      since,
    });
    const expected = { before: 0, after: 0, squared: 0 };
    for (let i = 0; i < 100; i++) {
      expected.before += lossOf(one, i);
      expected.after += lossOf(close, i);
      expected.squared += (lossOf(close, i) - lossOf(one, i)) ** 2;
    }
    assert.equal(losses?.pairs, 100);
    assert.ok(Math.abs((losses?.baseline ?? 0) - expected.before) < 1e-4);
    assert.ok(Math.abs((losses?.candidate ?? 0) - expected.after) < 1e-4);
    assert.ok(Math.abs((losses?.differenceSquared ?? 0) - expected.squared) < 1e-6);
    assert.equal(
      await open.predictions.losses("delays", { baseline: tinyId(1), candidate: tinyId(9), since }),
      null,
    );
  }));

test("a version that is released again is judged by what it does now, not by an earlier rollout", async () => {
  const clock = heldClock(Date.UTC(2026, 0, 1));
  await withLog(
    async (open) => {
      const rollOut = async (rows: number) => {
        clock.advance(1_000);
        await open.release(2);
        const labels = (await answer(open, rows)).map(({ id }, i) => ({ id, label: i % 2 }));
        await open.predictions.label("delays", labels);
        await window(open, 0, 1);
        const comparing = open.deployments.comparing("delays");
        assert.ok(comparing !== null);
        return (await open.predictions.losses("delays", comparing))?.pairs;
      };
      assert.equal(await rollOut(50), 50);
      await open.deployments.rollBack("delays", "not today");
      assert.equal(await rollOut(30), 30);
    },
    { clock, rollout: { shadow: { predictions: 100_000 } } },
  );
});

test("labels that never cease do not keep a window waiting", () =>
  withLog(async (open) => {
    const [{ id } = { id: "" }] = await answer(open, 1);
    const read = new AbortController();
    // Two take turns, so that an append is under way at any time.
    const senders = [0, 1, 2].map(async () => {
      for (let sent = 0; sent < 5_000 && !read.signal.aborted; sent++) {
        await open.predictions.label("delays", [{ id, label: sent % 2 }]);
      }
      return read.signal.aborted;
    });
    await open.predictions.label("delays", [{ id, label: 1 }]);
    const [row] = await window(open, february, february + 1);
    read.abort();
    assert.notEqual(row?.["label"], null);
    assert.deepEqual(await Promise.all(senders), [true, true, true], "the window waited for the last label");
  }));

test("labels that come by the hundred thousand are told as soon as they can be queried", () =>
  withLog(async (open) => {
    const told: string[] = [];
    open.predictions.onLabelled(async (deployment) => void told.push(deployment));
    const many = Array.from({ length: 100_000 }, (_, i) => ({ id: `prd_${i.toString(32)}`, label: 1 }));
    await open.predictions.label("delays", many);
    assert.ok(told.includes("delays"));
  }));

test("the truth of the same predictions may be sent any number of times", () =>
  withLog(async (open) => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ id: `prd_${i.toString(32)}`, label: 1 }));
    // 1.2 million labels in all, of which a hundred thousand have no prediction
    for (let round = 0; round < 12; round++) await open.predictions.label("delays", many);
    const more = Array.from({ length: 900_010 }, (_, i) => ({ id: `prd_v${i.toString(32)}`, label: 1 }));
    await assert.rejects(open.predictions.label("delays", more), { code: "predictions/too-many-labels" });
  }));

test("labels that speak against a candidate roll it back", () =>
  withLog(
    async (open) => {
      await open.release(3);
      const answers = await answer(open, 400);
      // what the live model expects happens
      const labels = answers.map(({ id, score }) => ({ id, label: score >= 0.5 ? 1 : 0 }));
      await open.predictions.label("delays", labels);
      await window(open, 0, 1);
      for (let i = 0; i < 200 && open.deployments.deployment("delays").rollout !== null; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const [rollout] = await open.deployments.rollouts("delays");
      assert.equal(rollout?.state, "rolled-back");
      assert.match(rollout?.history.at(-1)?.reason ?? "", /its loss is .* on 400 labelled rows/);
    },
    { rollout: { shadow: { predictions: 100_000 } } },
  ));

test("a graceful end loses nothing, and the log goes on after it", async () => {
  await using directory = await temporaryDirectory();
  let ids: string[];
  {
    await using open = await openTinyWithLog(directory.path, { models: [one] });
    await open.release(1);
    ids = (await answer(open, 50)).map(({ id }) => id);
    await open.predictions.label(
      "delays",
      ids.map((id) => ({ id, label: 1 })),
    );
  }
  await using open = await openTinyWithLog(directory.path, { models: [one] });
  ids.push(...(await answer(open, 10, 50)).map(({ id }) => id));
  const found = await window(open, 0, Date.now());
  assert.deepEqual(
    found.map((row) => row["id"]),
    ids,
  );
  assert.equal(found.filter((row) => row["label"] === 1).length, 50);
});

test("what a crash left is removed on opening, if it is not brand new", async () => {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, "predictions", "delays");
  {
    await using open = await openTinyWithLog(directory.path, { models: [one] });
    await open.release(1);
    await answer(open, 5);
  }
  const [kept] = await readdir(folder);
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const name of ["p-1-ab.parquet", "p-1-cd.parquet.77.partial", "p-2-young.parquet", "notes.txt"]) {
    await writeFile(join(folder, name), "torn");
    if (!name.includes("young")) await utimes(join(folder, name), hourAgo, hourAgo);
  }
  await using open = await openTinyWithLog(directory.path, { models: [one] });
  assert.deepEqual(new Set(await readdir(folder)), new Set(["notes.txt", kept, "p-2-young.parquet"]));
  assert.equal((await window(open, 0, Date.now())).length, 5);
});

test("a folder that is no deployment's does not keep the log from opening", async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, "predictions", "lost+found"), { recursive: true });
  await using open = await openTinyWithLog(directory.path, { models: [one] });
  await open.release(1);
  assert.equal((await answer(open, 1)).length, 1);
});
