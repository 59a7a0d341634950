import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { references } from "../../../src/app/garbage/references.ts";
import { collect, mlflowCalls } from "../../support/garbage-house.ts";
import { openHouse, runPipeline } from "../../support/house.ts";

/** Columns that tell of a blob without being the reason why it is kept. */
const mentions: Readonly<Record<string, string>> = {
  "events.subject": "what happened, not what is there",
  "events.data": "what happened, not what is there",
};

test("every blob that any column of any table names is one that a station refers to", async () => {
  await using house = await openHouse();
  const { app, client, directory, url } = house;
  const mlflow = mlflowCalls(url);
  assert.equal((await runPipeline(house, {})).state, "succeeded");
  const run_id = await mlflow.run("0");
  await mlflow.put(`0/${run_id}/artifacts/a`, "a");
  const upload = await app.experiments.uploads.begin("u/file", 2);
  await app.experiments.uploads.part(upload, 1, Readable.from([Buffer.from("half")]));

  const referred = new Set<string>();
  for (const [station, blobsOf] of Object.entries(references(app))) {
    let count = 0;
    for await (const { sha256 } of blobsOf()) {
      referred.add(sha256);
      count++;
    }
    const refers = ["datasets", "pipelines", "experiments", "models"].includes(station);
    assert.equal(count > 0, refers, `${station} refers to ${count} blobs`);
  }
  const named = await blobsNamed(join(directory, ".prumo/meta.db"), (sha256) => app.blobs.has(sha256));
  const columns = [...new Set(named.map(({ column }) => column))].sort();
  for (const column of [
    "artifact_files.sha256",
    "artifact_upload_parts.sha256",
    "dataset_versions.manifest",
    "evidence.model_digest",
    "model_versions.package",
    "pipeline_steps.outputs",
  ]) {
    assert.ok(columns.includes(column), `the test sees ${column}: ${columns.join()}`);
  }
  const forgotten = named.filter(({ column, sha256 }) => !(column in mentions) && !referred.has(sha256));
  assert.deepEqual(forgotten, []);

  // All that is needed is there after a collection: the model is served, and the pipeline from the cache.
  const before = new Set(named.filter(({ column }) => !(column in mentions)).map(({ sha256 }) => sha256));
  await collect(client);
  for (const sha256 of before) assert.ok(await app.blobs.has(sha256), sha256);
  const again = await runPipeline(house, {});
  assert.equal(again.state, "succeeded");
  const steps = await app.pipelines.steps(again.id);
  assert.ok(steps.some(({ state }) => state === "cached"));
});

/** What looks like a digest in any column and is a blob. */
async function blobsNamed(path: string, isBlob: (sha256: string) => Promise<boolean>) {
  const db = new DatabaseSync(path, { readOnly: true });
  const found: { column: string; sha256: string }[] = [];
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all();
  for (const { name } of tables) {
    for (const row of db.prepare(`select * from "${String(name)}"`).all()) {
      for (const [column, value] of Object.entries(row)) {
        for (const [sha256] of String(value).matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) {
          if (await isBlob(sha256)) found.push({ column: `${String(name)}.${column}`, sha256 });
        }
      }
    }
  }
  db.close();
  return found;
}
