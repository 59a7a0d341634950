import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { startPrumoServer, type TrackingServer } from "../../support/tracking-servers.ts";

let server: TrackingServer;
before(async () => void (server = await startPrumoServer()));
after(async () => server[Symbol.asyncDispose]());

const api = "/api/2.0/mlflow";
const proxy = "/api/2.0/mlflow-artifacts";

interface Answer {
  readonly status: number;
  readonly json: { readonly error_code?: string; readonly [name: string]: unknown };
}

async function post(path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as Answer["json"] };
}

async function newRun(): Promise<string> {
  const { json } = await post(`${api}/runs/create`, { experiment_id: "0", start_time: 1 });
  return (json as unknown as { run: { info: { run_id: string } } }).run.info.run_id;
}

/** The first version of a new model, of a run's artifacts. */
async function newVersion(name: string, run_id: string): Promise<void> {
  await post(`${api}/registered-models/create`, { name });
  const source = `mlflow-artifacts:/0/${run_id}/artifacts`;
  assert.equal((await post(`${api}/model-versions/create`, { name, source, run_id })).status, 200);
}

/** A request as it stands, which fetch would tidy up first. Answers the status and the body. */
async function raw(method: string, path: string, body = ""): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const type = body === "" ? "" : "content-type: application/json\r\n";
  socket.end(
    `${method} ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${type}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  let text = "";
  for await (const chunk of socket.setEncoding("utf8")) text += chunk as string;
  return { status: Number(text.slice(9, 12)), text };
}

const climbing = [
  "..%2f..%2fetc%2fpasswd",
  "%2e%2e/%2e%2e/etc/passwd",
  "a/../../etc/passwd",
  "a/%2e%2e%2f%2e%2e%2fb",
  "%252e%252e%252fb",
  "%25252e%25252e%25252fb",
  "a/..;/b",
  "..%5c..%5cb",
  "%2fetc%2fpasswd",
  "c:%5cwindows",
  "C:/windows",
  "a%00b",
  "a%0ab",
  "a%23b",
  "file:%2f%2f%2fetc%2fpasswd",
];

describe("hostile input to the MLflow protocol", () => {
  it("never leaves the artifact root, whatever the path and its encoding", async () => {
    const id = await newRun();
    await newVersion("climbed", id);
    const calls = climbing.flatMap((path) => [
      ["GET", `${proxy}/artifacts/${path}`],
      ["PUT", `${proxy}/artifacts/${path}`, "x"],
      ["DELETE", `${proxy}/artifacts/${path}`],
      ["GET", `${proxy}/presigned/${path}`],
      ["POST", `${proxy}/mpu/create/${path}`, '{"path":"f","num_parts":1}'],
      ["POST", `${proxy}/mpu/complete/${path}`, '{"path":"f","upload_id":"u","parts":[]}'],
      ["POST", `${proxy}/mpu/abort/${path}`, '{"path":"f","upload_id":"u"}'],
      ["GET", `${proxy}/artifacts?path=${path}`],
      ["GET", `${api}/artifacts/list?run_id=${id}&path=${path}`],
      ["GET", `/get-artifact?run_id=${id}&path=${path}`],
      ["GET", `/model-versions/get-artifact?name=climbed&version=1&path=${path}`],
      ["POST", `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${id}&path=${path}`, "x"],
    ]);
    for (const [method = "", path = "", body] of calls) {
      const { status, text } = await raw(method, path, body);
      assert.ok(status === 400 || status === 404, `${method} ${path}: ${status}`);
      assert.doesNotMatch(text, /root:/);
    }
    const { json } = { json: await (await fetch(`${server.url}${proxy}/artifacts`)).json() };
    assert.deepEqual(json, { files: [] }, "something was written");
  });

  it("keeps names of files that only look odd", async () => {
    for (const name of ["100%25.txt", "a%20b", "..x", "x..", "%C3%BC", "a%2Bb"]) {
      const put = await fetch(`${server.url}${proxy}/artifacts/odd/${name}`, { method: "PUT", body: name });
      assert.equal(put.status, 200, name);
      const got = await fetch(`${server.url}${proxy}/artifacts/odd/${name}`);
      assert.equal(await got.text(), name);
    }
    await fetch(`${server.url}${proxy}/artifacts/odd`, { method: "DELETE" });
  });

  it("gives hostile files to browsers as attachments that can do nothing", async () => {
    const id = await newRun();
    await newVersion("shown", id);
    for (const name of ["page.html", "image.svg", "MLmodel", "x.yaml", "name%22%0a.html"]) {
      const path = `${proxy}/artifacts/0/${id}/artifacts/${name}`;
      const put = await fetch(`${server.url}${path}`, { method: "PUT", body: "<script>alert(1)</script>" });
      if (name.includes("%0a")) {
        assert.equal(put.status, 400);
        continue;
      }
      for (const url of [
        `${server.url}${path}`,
        `${server.url}/get-artifact?run_id=${id}&path=${name}`,
        `${server.url}/model-versions/get-artifact?name=shown&version=1&path=${name}`,
      ]) {
        const got = await fetch(url);
        assert.match(String(got.headers.get("content-disposition")), /^attachment; filename="/);
        assert.equal(got.headers.get("x-content-type-options"), "nosniff");
        assert.match(String(got.headers.get("content-security-policy")), /^sandbox/);
        await got.arrayBuffer();
      }
    }
  });

  it("refuses places that it would have to open", async () => {
    await post(`${api}/registered-models/create`, { name: "m" });
    const places = [
      "file:///etc",
      "file:/etc",
      "FILE:///etc",
      "http://127.0.0.1:1/x",
      "mlflow-artifacts:/../x",
      "mlflow-artifacts:/a/%2e%2e/b",
      "s3://b/%252e%252e/x",
      "jar:file:/x",
      "mlflow-artifacts:/a?b",
      "mlflow-artifacts:/a#b",
    ];
    for (const place of places) {
      const made = await post(`${api}/experiments/create`, { name: `e ${place}`, artifact_location: place });
      assert.deepEqual([made.status, made.json.error_code], [400, "INVALID_PARAMETER_VALUE"], place);
    }
    const sources = [
      "file:///etc",
      "/etc/passwd",
      "etc",
      "mlflow-artifacts:/0/x",
      "runs://host/x",
      "models:/none/1",
      "models:/m-0123",
      "s3://b/../x",
      "http://127.0.0.1/..%2fx",
    ];
    for (const source of sources) {
      const made = await post(`${api}/model-versions/create`, { name: "m", source });
      assert.ok(made.status === 400 || made.status === 404, `${source}: ${made.status}`);
    }
  });

  it("answers bodies of every wrong shape with 400, never with 5xx", async () => {
    const id = await newRun();
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const bodies: unknown[] = [
      "",
      "{",
      "[]",
      "null",
      "1",
      '"{"',
      '"[]"',
      deep,
      `{"run_id":${deep}}`,
      { run_id: 1 },
      { run_id: [] },
      { run_id: {} },
      { run_id: true },
      '{"__proto__":{"run_id":"x"},"constructor":1}',
    ];
    const routes = [
      "runs/log-metric",
      "runs/log-batch",
      "runs/log-parameter",
      "runs/set-tag",
      "runs/update",
      "runs/log-inputs",
      "runs/outputs",
      "experiments/create",
      "registered-models/create",
      "model-versions/create",
      "registered-models/alias",
      "experiments/delete",
    ];
    for (const route of routes) {
      for (const body of bodies) {
        const { status, json } = await post(`${api}/${route}`, body);
        assert.equal(status, 400, `${route} ${JSON.stringify(body).slice(0, 60)}: ${status}`);
        assert.equal(typeof json.error_code, "string");
      }
    }
    assert.equal(({} as Record<string, unknown>)["run_id"], undefined);
    const wrong = [
      { run_id: id, key: "k", value: "x", timestamp: 1 },
      { run_id: id, key: "k", value: 1, timestamp: -1 },
      { run_id: id, key: "k", value: 1, timestamp: 1.5 },
      { run_id: id, key: "k", value: 1, timestamp: 2 ** 60 },
      { run_id: id, key: "k", value: 1, timestamp: 1, step: "x" },
      { run_id: id, key: "../k", value: 1, timestamp: 1 },
      { run_id: id, key: "k".repeat(251), value: 1, timestamp: 1 },
      { run_id: id, key: "k\n", value: 1, timestamp: 1 },
    ];
    for (const body of wrong)
      assert.equal((await post(`${api}/runs/log-metric`, body)).status, 400, JSON.stringify(body));
    const large = await post(`${api}/runs/set-tag`, {
      run_id: id,
      key: "k",
      value: "x".repeat(33 * 2 ** 20),
    });
    assert.equal(large.status, 400);
  });

  it("keeps all of a batch or nothing, and a batch that comes twice once", async () => {
    const id = await newRun();
    const metric = (key: string, step = 0) => ({ key, value: 1, timestamp: 1, step });
    const half = [
      { metrics: [metric("good"), metric("../bad")] },
      {
        metrics: [metric("good")],
        params: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      },
      { metrics: [metric("good")], tags: [{ key: "x".repeat(251), value: "" }] },
      { metrics: Array.from({ length: 1_001 }, (_, i) => metric("good", i)) },
      { params: Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: "" })) },
    ];
    for (const batch of half)
      assert.equal((await post(`${api}/runs/log-batch`, { run_id: id, ...batch })).status, 400);
    const shown = async () => {
      const answer = await fetch(`${server.url}${api}/runs/get?run_id=${id}`);
      return ((await answer.json()) as { run: { data: Record<string, unknown> } }).run.data;
    };
    assert.deepEqual(Object.keys(await shown()), ["tags"]);
    const whole = {
      run_id: id,
      metrics: [metric("m"), metric("m"), metric("m", 1)],
      params: [{ key: "p", value: "1" }],
    };
    for (let i = 0; i < 3; i++) assert.equal((await post(`${api}/runs/log-batch`, whole)).status, 200);
    const history = await fetch(`${server.url}${api}/metrics/get-history?run_id=${id}&metric_key=m`);
    assert.equal(((await history.json()) as { metrics: unknown[] }).metrics.length, 2);
  });

  it("answers what it does not know as clients expect of an older server", async () => {
    for (const path of [
      `${api}/nothing`,
      `${proxy}/nothing`,
      "/api/3.0/mlflow/traces/search",
      "/ajax-api/2.0/mlflow/nothing",
    ]) {
      const answer = await fetch(`${server.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      assert.equal(answer.status, 404, path);
    }
    assert.equal(await (await fetch(`${server.url}/version`)).text(), "3.0.1");
  });

  it("serves ranges of a file, and says which it cannot", async () => {
    const path = `${server.url}${proxy}/artifacts/ranges/f.bin`;
    await fetch(path, { method: "PUT", body: "0123456789" });
    const part = async (range: string) => {
      const answer = await fetch(path, { headers: { range } });
      return [answer.status, await answer.text(), answer.headers.get("content-range")];
    };
    assert.deepEqual(await part("bytes=2-4"), [206, "234", "bytes 2-4/10"]);
    assert.deepEqual(await part("bytes=7-"), [206, "789", "bytes 7-9/10"]);
    assert.deepEqual(await part("bytes=-3"), [206, "789", "bytes 7-9/10"]);
    assert.deepEqual(await part("bytes=5-500"), [206, "56789", "bytes 5-9/10"]);
    assert.deepEqual(await part("bytes=10-"), [416, "", "bytes */10"]);
    assert.deepEqual(await part("bytes=4-2"), [200, "0123456789", null]);
    const head = await fetch(path, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, "10"]);
    const conflict = await fetch(`${path}/below`, { method: "PUT", body: "x" });
    assert.equal(conflict.status, 400, "a file is no folder");
  });
});
