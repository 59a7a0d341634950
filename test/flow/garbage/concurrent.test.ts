import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../src/kernel/random.ts";
import { collect, mlflowCalls, openBlankHouse } from "../../support/garbage-house.ts";

const clients = 16;
const putsPerClient = 40;

/**
 * Few contents, put again and again and soon replaced or deleted: most puts find a blob that nobody refers to at
 * that moment, which the collection, going on all the time and without any grace, is about to remove.
 */
test(`${clients} clients put artifacts that come and go while garbage is collected without grace: none is lost`, async (context) => {
  await using house = await openBlankHouse();
  const { client, url } = house;
  const mlflow = mlflowCalls(url);
  const random = seededRandom(20_012);
  const contents = Array.from({ length: 12 }, (_, index) => `content ${index} `.repeat(1 + index * 500));
  await mlflow.asked("registered-models/create", { name: "m" });
  const present = new Map<string, string>();
  let removed = 0;
  let collections = 0;
  const written = new AbortController();
  const collecting = (async () => {
    while (!written.signal.aborted) {
      removed += (await collect(client)).blobs.count;
      collections++;
    }
  })();
  const writing = Array.from({ length: clients }, async (_, number) => {
    let run_id = await mlflow.run("0");
    for (let put = 0; put < putsPerClient; put++) {
      const content = contents[random.below(contents.length)] ?? "";
      const path = `0/${run_id}/artifacts/${put % 2 === 0 ? "a" : "b"}`;
      if (put % 5 === 4) await upload(url, path, content);
      else await mlflow.put(path, content);
      present.set(path, content);
      // What was acknowledged is there at once.
      assert.equal(await mlflow.get(path), content, `client ${number}, put ${put}`);
      if (put % 8 === 7) {
        const source = `mlflow-artifacts:/0/${run_id}/artifacts`;
        await mlflow.asked("model-versions/create", { name: "m", source, run_id });
      }
      if (put % 4 === 3) {
        const gone = await mlflow.run("0");
        await mlflow.put(`0/${gone}/artifacts/a`, content);
        await mlflow.asked("runs/delete", { run_id: gone });
        // A version keeps the files of the run that goes as well.
        if (put % 8 === 7) await mlflow.asked("runs/delete", { run_id });
        run_id = await mlflow.run("0");
      }
    }
  });
  await Promise.all(writing).finally(() => written.abort());
  await collecting;
  const { young } = await collect(client);
  let kept = 0;
  for (const [path, content] of present) {
    assert.equal(await mlflow.get(path), content, path);
    kept++;
  }
  context.diagnostic(
    `${kept} artifacts there after ${collections} collections that removed ${removed} blobs`,
  );
  assert.ok(removed > 0, "nothing was removed that could have been missed");
  assert.equal(young.count, 0, "nobody writes any more");
});

/** By MLflow's multipart upload, in two parts. */
async function upload(url: string, path: string, content: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  const name = path.slice(folder.length + 1);
  const base = `${url}/api/2.0/mlflow-artifacts/mpu`;
  const post = async (at: string, body: object) => {
    const answer = await fetch(`${base}/${at}/${folder}`, { method: "POST", body: JSON.stringify(body) });
    assert.equal(answer.status, 200, `${at} ${path}`);
    return (await answer.json()) as { upload_id: string; credentials: { url: string }[] };
  };
  const { upload_id, credentials } = await post("create", { path: name, num_parts: 2 });
  const half = content.length >> 1;
  for (const [index, part] of [content.slice(0, half), content.slice(half)].entries()) {
    const answer = await fetch(credentials[index]?.url ?? "", { method: "PUT", body: part });
    assert.equal(answer.status, 200, `part ${index}`);
  }
  await post("complete", { path: name, upload_id });
}
