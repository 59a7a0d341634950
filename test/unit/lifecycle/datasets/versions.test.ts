import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { DatasetManifest } from "../../../../src/contract/records/datasets.ts";
import { openDataHouse, rejects } from "./data-house.ts";

const manifest = (seed: number): DatasetManifest => ({
  dataset: "rows",
  schema: [{ name: "n", type: "number", storageType: "BIGINT", nullable: false }],
  files: [{ path: "part-0.parquet", sha256: String(seed).padStart(64, "0"), bytes: 10 * seed, rows: seed }],
  parents: [],
  madeBy: { source: "csv" },
});

describe("dataset versions", () => {
  it("are numbered, listed newest first, and committed once", async () => {
    await using house = await openDataHouse();
    const first = await house.datasets.commit(manifest(1), []);
    house.clock.advance(1_000);
    const second = await house.datasets.commit(manifest(2), []);
    const again = await house.datasets.commit(manifest(1), []);
    assert.deepEqual([first.isNew, second.isNew, again.isNew], [true, true, false]);
    assert.deepEqual(again.version, first.version);
    assert.deepEqual(
      (await house.datasets.versions("rows")).map(({ id, number, rows, bytes }) => [id, number, rows, bytes]),
      [
        [second.version.id, 2, 2, 20],
        [first.version.id, 1, 1, 10],
      ],
    );
    assert.equal((await house.datasets.previous(second.version.id))?.id, first.version.id);
    assert.equal(await house.datasets.previous(first.version.id), null);
    const told = (await house.events.recent(10)).toReversed();
    assert.deepEqual(
      told.map(({ type, subject, data }) => [type, subject, "isNew" in data && data.isNew]),
      [
        ["dataset.version-committed", first.version.id, true],
        ["dataset.version-committed", second.version.id, true],
        ["dataset.version-committed", first.version.id, false],
      ],
    );
  });

  it("are found by a prefix that is theirs alone", async () => {
    await using house = await openDataHouse();
    const ids = [];
    for (let seed = 1; seed <= 20; seed++)
      ids.push((await house.datasets.commit(manifest(seed), [])).version.id);
    const [id = ""] = ids;
    assert.equal((await house.datasets.version(id)).id, id);
    assert.equal((await house.datasets.version(id.slice(0, 20))).id, id);
    assert.equal((await house.datasets.version(id.slice(4, 20))).id, id);
    await rejects(house.datasets.version("dsv_"), "datasets/unknown-version");
    await rejects(house.datasets.version("dsv_%"), "datasets/unknown-version");
    await rejects(house.datasets.version("dsv_0000000000"), "datasets/unknown-version");
    // 20 ids, 16 first digits: two of them begin alike
    const firsts = ids.map((each) => each.slice(0, 5));
    const shared = firsts.find((first, index) => firsts.indexOf(first) !== index) ?? "";
    await rejects(house.datasets.version(shared), "datasets/ambiguous-version");
  });

  it("are listed with the datasets that are declared and never read", async () => {
    await using house = await openDataHouse();
    await writeFile(house.path("a.csv"), "n\n1\n2\n");
    await house.ingest("a", { source: { kind: "csv", path: "a.csv" } });
    await house.datasets.commit(manifest(1), []);
    const listed = await house.datasets.list();
    assert.deepEqual(
      listed.map(({ name, versions, latest }) => [name, versions, latest?.rows]),
      [
        ["a", 1, 2],
        ["rows", 1, 1],
      ],
    );
    assert.ok(!("profile" in (listed[0]?.latest ?? {})));
  });

  it("can be sampled and compared", async () => {
    await using house = await openDataHouse();
    const spec = { source: { kind: "csv", path: "a.csv" } };
    await writeFile(house.path("a.csv"), "n,gone\n1,x\n2,y\n");
    const before = await house.ingest("a", spec);
    await writeFile(house.path("a.csv"), "n,new\n1,x\n2,y\n3,z\n");
    const after = await house.ingest("a", spec);
    assert.deepEqual(await house.datasets.sample(after.value.versionId, 2, house.tables), [
      { n: 1, new: "x" },
      { n: 2, new: "y" },
    ]);
    const { columns } = await house.datasets.compare(before.value.versionId, after.value.versionId);
    assert.deepEqual(
      columns.map(({ column, a, b }) => [column, a?.rows, b?.rows]),
      [
        ["n", 2, 3],
        ["new", undefined, 3],
        ["gone", 2, undefined],
      ],
    );
  });
});

describe("the step check", () => {
  const checks = [
    { kind: "inRange", column: "n", min: 0, max: 2 },
    { kind: "notNull", columns: ["n"] },
  ];

  it("records its results on the version, and passes it on", async () => {
    await using house = await openDataHouse();
    await writeFile(house.path("a.csv"), "n\n1\n2\n");
    const { out, value } = await house.ingest("a", { source: { kind: "csv", path: "a.csv" } });
    const { outputs } = await house.step("check", { checks }, { version: out });
    assert.deepEqual(outputs["out"], out);
    const version = await house.datasets.version(value.versionId);
    assert.equal(version.quality, "passed");
    assert.deepEqual(
      version.checks.map(({ check, verdict, failingRows, measured }) => [
        check,
        verdict,
        failingRows,
        measured,
      ]),
      [
        ["inRange(n)", "passed", 0, "1 to 2"],
        ["notNull(n)", "passed", 0, 0],
      ],
    );
  });

  it("fails the step when an error-severity check fails, with the results kept", async () => {
    await using house = await openDataHouse();
    await writeFile(house.path("a.csv"), "n,m\n1,1\n7,1\n9,1\n");
    const { out, value } = await house.ingest("a", { source: { kind: "csv", path: "a.csv" } });
    const error = await rejects(house.step("check", { checks }, { version: out }), "datasets/checks-failed");
    assert.match(error.message, /inRange\(n\) failed: 2 rows, 1 to 9 instead of 0 to 2/);
    assert.equal(error.exit, 3);
    const version = await house.datasets.version(value.versionId);
    assert.equal(version.quality, "failed");
    assert.equal(version.checks.length, 2);
    const warned = checks.map((check) => ({ ...check, severity: "warn" }));
    await house.step("check", { checks: warned }, { version: out });
    assert.equal((await house.datasets.version(value.versionId)).quality, "warned");
  });

  it("names the nearest column, and says when a pattern is not one of RE2", async () => {
    await using house = await openDataHouse();
    await writeFile(house.path("a.csv"), "delay,origin\n1,x\n");
    const { out } = await house.ingest("a", { source: { kind: "csv", path: "a.csv" } });
    const run = (check: Record<string, string | string[]>) =>
      house.step("check", { checks: [check] }, { version: out });
    const unknown = await rejects(run({ kind: "notNull", columns: ["dely"] }), "datasets/unknown-column");
    assert.match(unknown.message, /Did you mean delay\?/);
    // a JavaScript pattern without look-around that RE2 does not know: control letters
    await rejects(run({ kind: "matches", column: "origin", pattern: "\\cJ" }), "datasets/bad-check");
  });
});
