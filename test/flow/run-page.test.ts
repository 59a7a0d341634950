import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ProblemError } from "../../src/client/client.ts";
import { ask, assertProblem } from "../support/ask.ts";
import {
  type BlankHouse,
  logPoints,
  mlflow,
  openBlankHouse,
  putArtifact,
  startLogging,
} from "../support/logged-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("what the page of a run asks for", () => {
  let house: BlankHouse;
  let runId: string;
  before(async () => {
    house = await openBlankHouse();
    runId = await startLogging(house.url);
  });
  after(() => house[Symbol.asyncDispose]());
  const put = (path: string, bytes: string | Uint8Array<ArrayBuffer>) =>
    putArtifact(house.url, { runId, path }, bytes);
  const head = (path: string) =>
    house.client.experiments.artifactHead({ params: { id: runId }, query: { path } });
  const curves = (query: Parameters<BlankHouse["client"]["experiments"]["curves"]>[0]["query"]) =>
    house.client.experiments.curves({ params: { id: runId }, query }).then(({ curves: all }) => all);

  test("a long curve is sampled without losing its extremes, and whole where it is looked at closely", async () => {
    const at = Date.now();
    const points = Array.from({ length: 20_000 }, (_, step) => ({
      key: "long",
      value: step === 7_777 ? 1e6 : step === 13_333 ? "NaN" : step === 5_001 ? -1e6 : Math.sin(step / 500),
      step,
      timestamp: at + step,
    }));
    await logPoints(house.url, runId, points);
    const [sampled] = await curves({ keys: "long", points: 100 });
    assert.ok(sampled !== undefined && sampled.steps.length <= 100 && sampled.steps.length >= 40);
    assert.equal(sampled.count, 20_000);
    const valueAt = (step: number) => sampled.values[sampled.steps.indexOf(step)];
    assert.deepEqual([valueAt(7_777), valueAt(5_001), valueAt(13_333)], [1e6, -1e6, "NaN"]);
    assert.deepEqual([sampled.steps.at(0), sampled.steps.at(-1)], [0, 19_999]);
    assert.deepEqual(
      sampled.steps,
      sampled.steps.toSorted((a, b) => a - b),
    );
    const [close] = await curves({ keys: "long", from: 7_770, to: 7_790, points: 100 });
    assert.deepEqual(
      close?.steps,
      Array.from({ length: 21 }, (_, index) => 7_770 + index),
    );
    const [late] = await curves({ keys: "long", axis: "time", from: at + 19_990, points: 100 });
    assert.deepEqual([late?.count, late?.steps[0], late?.times[0]], [10, 19_990, at + 19_990]);
  });

  test("several curves at once; a key that is not there is an empty curve; too many are refused", async () => {
    await logPoints(house.url, runId, [{ key: "val/a b", value: 1, step: 0, timestamp: 5 }]);
    const answered = await curves({ keys: "val/a b,none" });
    assert.deepEqual(
      answered.map(({ key, count, values }) => [key, count, values]),
      [
        ["val/a b", 1, [1]],
        ["none", 0, []],
      ],
    );
    const keys = Array.from({ length: 51 }, (_, index) => `k${index}`).join(",");
    for (const query of [`keys=${keys}`, "keys=a&points=2501", "keys=a&points=1", "keys=a&from=x", ""]) {
      assertProblem(await ask(house.url, "GET", `/api/v1/runs/${runId}/curves?${query}`), query, 422);
    }
  });

  test("folders come in pages, each entry once", async () => {
    for (const name of ["b.txt", "b/1", "b/2", "b-c/1", "b0", "a"]) await put(`pages/${name}`, "x");
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await house.client.experiments.artifacts({
        params: { id: runId },
        query: { path: "pages", limit: 1, ...(cursor === undefined ? {} : { cursor }) },
      });
      names.push(...page.entries.map(({ path, isFolder }) => (isFolder ? `${path}/` : path)));
      if (page.next === null) break;
      cursor = page.next;
    }
    assert.deepEqual(names, ["a", "b-c/", "b.txt", "b/", "b0"]);
  });

  test("the head of a CSV: quoted fields, short lines, as text", async () => {
    await put("t/a.csv", 'id,"say ""hi"", all",note\r\n007,"two\nlines",x\r\n8,"a, b"\r\n');
    const { columns, rows, rowCount } = await head("t/a.csv");
    assert.deepEqual(
      columns.map(({ name }) => name),
      ["id", 'say "hi", all', "note"],
    );
    assert.deepEqual(rows, [
      ["007", "two\nlines", "x"],
      ["8", "a, b", null],
    ]);
    assert.equal(rowCount, null);
    await put("t/b.tsv", `x\ty\n${"1\t,\n".repeat(500)}`);
    const tsv = await head("t/b.tsv");
    assert.deepEqual([tsv.columns.length, tsv.rows.length, tsv.rows[0]], [2, 100, ["1", ","]]);
  });

  test("the head of a Parquet file: types, exact numbers, long cells cut, how many rows", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "t.parquet");
    const sql = `SELECT 9007199254740993::BIGINT AS big, DATE '2001-02-03' AS d, [1, 2] AS "l;--",
      repeat('x', 5000) AS long, NULL::DOUBLE AS n FROM range(250)`;
    await house.app.tables.writeParquet(sql, path);
    await put("t/t.parquet", new Uint8Array(readFileSync(path)));
    const { columns, rows, rowCount } = await head("t/t.parquet");
    assert.deepEqual(
      columns.map(({ name, type }) => [name, type]),
      [
        ["big", "BIGINT"],
        ["d", "DATE"],
        ["l;--", "INTEGER[]"],
        ["long", "VARCHAR"],
        ["n", "DOUBLE"],
      ],
    );
    assert.deepEqual([rows.length, rowCount], [100, 250]);
    assert.deepEqual(rows[0]?.slice(0, 3), ["9007199254740993", "2001-02-03", "[1, 2]"]);
    assert.ok((rows[0]?.[3] ?? "").length < 400);
    assert.equal(rows[0]?.[4], null);
  });

  test("what is no table is refused with a reason, and no path of ours", async () => {
    await put("bad/cell.csv", `a,b\n1,"${"x".repeat(10_000_000)}"\n`);
    await put("bad/junk.parquet", "PAR1 this is none PAR1");
    await put("bad/empty.csv", "");
    await put("bad/bytes.csv", new Uint8Array([0, 255, 254, 10, 0, 200]));
    await put("bad/wide.csv", `${Array.from({ length: 5_000 }, (_, index) => `c${index}`).join(",")}\n1\n`);
    for (const path of ["bad/cell.csv", "bad/junk.parquet", "bad/empty.csv", "bad/bytes.csv"]) {
      await assert.rejects(head(path), (error: unknown) => {
        assert.ok(error instanceof ProblemError);
        assert.equal(error.problem.code, "experiments/no-table", `${path}: ${error.problem.detail}`);
        assert.doesNotMatch(error.problem.detail, /blobs|\.prumo|\/tmp/);
        return true;
      });
    }
    const wide = await head("bad/wide.csv");
    assert.deepEqual([wide.columns.length, wide.columnCount], [100, 5_000]);
  });

  test("bytes are for saving only, in ranges; pages stand in an origin of their own", async () => {
    const html = "<script>fetch('/api/v1/experiments')</script>";
    await put("page.html", html);
    await put("plot.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`);
    const at = (path: string, more = "") => `${house.url}/api/v1/runs/${runId}/${path}${more}`;
    const file = await fetch(at("artifact?path=page.html"), { headers: { range: "bytes=1-6" } });
    assert.equal(file.status, 206);
    assert.equal(await file.text(), "script");
    assert.match(String(file.headers.get("content-disposition")), /^attachment; filename="page.html"/);
    assert.equal(file.headers.get("x-content-type-options"), "nosniff");
    assert.match(String(file.headers.get("content-security-policy")), /^sandbox; default-src 'none'/);
    const svg = await fetch(at("artifact?path=plot.svg"));
    assert.equal(svg.headers.get("content-type"), "image/svg+xml");
    assert.match(String(svg.headers.get("content-disposition")), /^attachment/);
    const page = await fetch(at("artifact-page?path=page.html"));
    assert.equal(await page.text(), html);
    const policy = String(page.headers.get("content-security-policy"));
    assert.match(policy, /^sandbox; default-src 'none'/);
    assert.doesNotMatch(policy, /allow-|script-src|connect-src/);
    const running = await fetch(at("artifact-page?path=page.html&scripts=1"));
    const open = String(running.headers.get("content-security-policy"));
    assert.match(open, /^sandbox allow-scripts; default-src 'none'/);
    assert.doesNotMatch(open, /allow-same-origin|connect-src|'self'.*script/);
    const refused = await ask(house.url, "GET", `/api/v1/runs/${runId}/artifact-page?path=plot.svg`);
    assertProblem(refused, "svg as a page", 422);
  });

  test("paths that leave the run are refused on every route, however encoded", async () => {
    await put("secret.txt", "x");
    const paths = [
      "../x",
      "%2e%2e/x",
      "%252e%252e%252fx",
      "a/../../x",
      "/etc/passwd",
      "a\\..\\x",
      "c:/x",
      "a%00b",
    ];
    for (const path of paths) {
      for (const route of ["artifact", "artifact-page", "artifacts", "artifacts/head"]) {
        const query = `path=${encodeURIComponent(path)}`;
        const answer = await ask(house.url, "GET", `/api/v1/runs/${runId}/${route}?${query}`);
        assert.equal(assertProblem(answer, `${route} ${path}`, 400).code, "experiments/bad-artifact-path");
      }
    }
    for (const route of ["artifact", "artifact-page", "artifacts/head"]) {
      const answer = await ask(house.url, "GET", `/api/v1/runs/${runId}/${route}?path=none.html`);
      assertProblem(answer, route, 404);
    }
    assertProblem(
      await ask(house.url, "GET", `/api/v1/runs/${"0".repeat(32)}/artifact?path=a`),
      "no run",
      404,
    );
  });

  test("logged models, registered versions, parent and children of a run", async () => {
    const { model } = await mlflow<{ model: { info: { model_id: string } } }>(house.url, "logged-models", {
      experiment_id: "0",
      name: "clf",
      source_run_id: runId,
    });
    const modelId = model.info.model_id;
    await mlflow(house.url, "runs/outputs", { run_id: runId, models: [{ model_id: modelId, step: 0 }] });
    await mlflow(house.url, "registered-models/create", { name: "shop" });
    await mlflow(house.url, "model-versions/create", {
      name: "shop",
      source: `models:/${modelId}`,
      run_id: runId,
    });
    const models = await house.client.experiments.loggedModels({ params: { id: runId } });
    assert.deepEqual([models.given.length, models.made[0]?.name], [0, "clf"]);
    assert.deepEqual(
      models.registered.map((version) => [version.model, version.version, version.modelId]),
      [["shop", 1, modelId]],
    );
    await fetch(`${house.url}/api/2.0/mlflow-artifacts/artifacts/0/models/${modelId}/artifacts/MLmodel`, {
      method: "PUT",
      body: "flavors: {}",
    });
    const file = (id: string) => `/api/v1/runs/${id}/artifact?path=MLmodel&model=${modelId}`;
    assert.equal((await ask(house.url, "GET", file(runId))).text, "flavors: {}");
    const stranger = await startLogging(house.url);
    assertProblem(await ask(house.url, "GET", file(stranger)), "a model of another run", 404);
    const child = await startLogging(house.url, "0", { "mlflow.parentRunId": runId });
    const ofParent = await house.client.experiments.related({ params: { id: runId } });
    assert.deepEqual([ofParent.parent, ofParent.children.map(({ id }) => id)], [null, [child]]);
    const ofChild = await house.client.experiments.related({ params: { id: child } });
    assert.deepEqual([ofChild.parent?.id, ofChild.children], [runId, []]);
  });
});
