import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { openDuckDb } from "../../../../src/adapters/duckdb/duckdb-engine.ts";
import { binaryMetrics } from "../../../../src/engines/metrics/binary.ts";
import { measureQuality } from "../../../../src/lifecycle/monitors/measure-quality.ts";

const engine = () => openDuckDb({ threads: 2, memoryLimitBytes: 256 * 1024 * 1024, tempDir: tmpdir() });

test("many rows are scored in a thread: the same metrics, over all and by version", async () => {
  await using tables = engine();
  const rows = 12_000;
  // a third by version b; every seventh row has no label
  const sql = `SELECT ((i * 7919) % 10007) / 10007 AS score, CASE WHEN i % 7 = 0 THEN NULL
    ELSE CAST((i * 31) % 10 < 2 + 3 * (((i * 7919) % 10007) / 10007) AS INT)::DOUBLE END AS "label",
    CASE WHEN i % 3 = 0 THEN 'mdv_b' ELSE 'mdv_''a' END AS model_version_id FROM range(${rows}) t(i)`;
  const { all, byVersion } = await measureQuality(tables, sql, { name: "late", kind: "binary" }, [
    "mdv_'a",
    "mdv_b",
  ]);
  const expected = (keep: (i: number) => boolean) => {
    const known = Array.from({ length: rows }, (_, i) => i).filter((i) => i % 7 !== 0 && keep(i));
    const scores = Float64Array.from(known, (i) => ((i * 7919) % 10007) / 10007);
    const labels = known.map((i, at) => ((i * 31) % 10 < 2 + 3 * (scores[at] ?? 0) ? 1 : 0));
    return binaryMetrics(labels, scores);
  };
  assert.ok((all.rocAuc?.value ?? 0) > 0.52, "there is something to rank");
  for (const [found, wanted] of [
    [all, expected(() => true)],
    [byVersion["mdv_b"], expected((i) => i % 3 === 0)],
    [byVersion["mdv_'a"], expected((i) => i % 3 !== 0)],
  ] as const) {
    assert.equal(found?.rocAuc?.rows, wanted.rocAuc?.rows);
    for (const metric of ["rocAuc", "logLoss", "calibrationError"] as const) {
      const [a, b] = [found?.[metric]?.value ?? Number.NaN, wanted[metric]?.value ?? Number.NaN];
      assert.ok(Math.abs(a - b) < 1e-9, `${metric}: ${a} and ${b}`);
    }
  }
});

test("multiclass: the share of rows whose chosen class is the true one", async () => {
  await using tables = engine();
  const sql = `SELECT * FROM (VALUES ('a', 0, 'v1'), ('a', 1, 'v1'), ('it''s', 1, 'v1'), ('c', 2, 'v2'), ('c', NULL, 'v2'), ('a', 9, 'v2'))
    t(predicted, "label", model_version_id)`;
  const target = { name: "kind", kind: "multiclass", classes: ["a", "it's", "c"] } as const;
  const { all, byVersion } = await measureQuality(tables, sql, { ...target, classes: [...target.classes] }, [
    "v1",
    "v2",
  ]);
  assert.deepEqual([all.accuracy?.value, all.accuracy?.rows], [3 / 5, 5]);
  assert.deepEqual([byVersion["v1"]?.accuracy?.value, byVersion["v2"]?.accuracy?.value], [2 / 3, 1 / 2]);
});

test("regression: the errors of values", async () => {
  await using tables = engine();
  const sql = `SELECT * FROM (VALUES (1.0, 2.0), (3.0, 1.0), (5.0, 5.0)) t(score, "label")`;
  const { all, byVersion } = await measureQuality(tables, sql, { name: "delay", kind: "regression" }, ["v1"]);
  assert.equal(all.mae?.value, 1);
  assert.ok(Math.abs((all.rmse?.value ?? 0) - Math.sqrt(5 / 3)) < 1e-12);
  assert.deepEqual(byVersion, { v1: all });
});

test("labels that are no truth of the target change nothing, and hold up no window", async () => {
  await using tables = engine();
  const truths = [0, 1, 0, 1].map((label, i) => `(${i / 4}, ${label}.0, 'v1', 'a')`);
  const odd = ["2.0", "-1.0", "0.5", "1e300"].map((label) => `(0.9, ${label}, 'v1', 'a')`);
  const sql = (rows: string[]) =>
    `SELECT * FROM (VALUES ${rows.join(", ")}) t(score, "label", model_version_id, predicted)`;
  const binary = { name: "late", kind: "binary" } as const;
  assert.deepEqual(
    await measureQuality(tables, sql([...truths, ...odd]), binary, ["v1"]),
    await measureQuality(tables, sql(truths), binary, ["v1"]),
  );
  const target = { name: "kind", kind: "multiclass" as const, classes: ["a", "b"] };
  const { all } = await measureQuality(tables, sql([...truths, ...odd.slice(3)]), target, ["v1"]);
  assert.deepEqual([all.accuracy?.value, all.accuracy?.rows], [2 / 5, 5]);
});
