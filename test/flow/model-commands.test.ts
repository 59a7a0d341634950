import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { after, before, test } from "node:test";
import type { Tenure } from "../../src/contract/records/models.ts";
import { prumo } from "../support/prumo.ts";
import { startPrumoServer, type TrackingServer } from "../support/tracking-servers.ts";

let server: TrackingServer;
before(async () => {
  server = await startPrumoServer();
  await mlflow("registered-models/create", { name: "delays" });
  for (const source of ["s3://bucket/1", "s3://bucket/2"]) {
    await mlflow("model-versions/create", { name: "delays", source });
  }
});
after(() => server[Symbol.asyncDispose]());

async function mlflow(path: string, body: object): Promise<void> {
  const { status } = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(status, 200);
}

const said = (args: string) => prumo(args.split(" "), server.directory);
async function json(args: string): Promise<unknown> {
  const { code, stdout, stderr } = await said(`${args} --json`);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

test("what clients registered is shown, named, tagged and deleted by the command line", async (t) => {
  await t.test("model show lists versions of any make", async () => {
    const versions = (await json("model show delays")) as { version: number; source: string }[];
    assert.deepEqual(
      versions.map(({ version, source }) => [version, source]),
      [
        [2, "s3://bucket/2"],
        [1, "s3://bucket/1"],
      ],
    );
    assert.match((await said("model show delays")).stdout, /v2 .*s3:\/\/bucket\/2/);
  });

  await t.test("model alias remembers who and why", async () => {
    assert.match((await said("model alias delays champion v1 --reason good")).stdout, /v1 is now champion/);
    await json("model alias delays champion 2 --reason better");
    const moves = (await json("model history delays")) as { by: string; reason: string; toVersion: number }[];
    const { username: by } = userInfo();
    assert.deepEqual(
      moves.map((move) => [move.by, move.reason, move.toVersion]),
      [
        [by, "better", 2],
        [by, "good", 1],
      ],
    );
  });

  await t.test("model history --at says which version stood where", async () => {
    const now = new Date().toISOString();
    const [tenure, ...more] = (await json(`model history delays --alias champion --at ${now}`)) as Tenure[];
    assert.deepEqual([tenure?.version, tenure?.until, more.length], [2, null, 0]);
    assert.deepEqual(await json("model history delays --at 2001-01-01"), []);
    assert.match((await said(`model history delays --at ${now}`)).stdout, /champion +v2/);
  });

  await t.test("model tag sets and removes", async () => {
    assert.deepEqual(await json("model tag delays 1 --set owner=ana --set a=b=c"), {
      a: "b=c",
      owner: "ana",
    });
    assert.deepEqual(await json("model tag delays 1 --remove a"), { owner: "ana" });
    assert.deepEqual(await json("model tag delays"), {});
    assert.equal((await said("model tag delays 1 --set fine=1 --set /bad=1")).code, 1);
    assert.deepEqual(await json("model tag delays 1"), { owner: "ana" }, "half of the tags were set");
  });

  await t.test("model describe says what it is, and an empty text takes that away", async () => {
    assert.deepEqual(await json("model describe delays 2 --text short"), { description: "short" });
    assert.deepEqual(await json("model describe delays --text delays"), { description: "delays" });
    assert.match((await said("model describe delays --text=")).stdout, /no description now/);
  });

  await t.test("model compare holds versions against the first", async () => {
    const compared = (await json("model compare delays champion 1")) as { versions: { version: number }[] };
    assert.deepEqual(
      compared.versions.map(({ version }) => version),
      [2, 1],
    );
    assert.match((await said("model compare delays 1 2")).stdout, /v1 +v2/);
  });

  await t.test("what is asked wrongly changes nothing", async () => {
    for (const args of [
      "model alias delays champion 1",
      "model alias delays champion --reason none",
      "model alias delays champion one --reason none",
      "model tag delays 1 --set nothing",
      "model delete delays",
      "model describe delays",
      "model compare delays 1",
    ]) {
      assert.equal((await said(args)).code, 2, args);
    }
    assert.equal((await said("model alias delays latest 1 --reason reserved")).code, 1);
    assert.equal((await said("model delete nobody --yes")).code, 1);
  });

  await t.test("model delete keeps the history and frees the name", async () => {
    await json("model alias delays champion --delete --reason over");
    await json("model alias delays second 2 --reason short");
    assert.deepEqual(await json("model delete delays 1 --yes"), { deleted: "delays v1" });
    assert.deepEqual(await json("model delete delays --yes"), { deleted: "delays" });
    assert.deepEqual(await json("model list"), []);
    const [last] = (await json("model history delays")) as { reason: string; toVersion: null }[];
    assert.deepEqual([last?.reason, last?.toVersion], ["the model was deleted", null]);
    await mlflow("registered-models/create", { name: "delays" });
  });
});
