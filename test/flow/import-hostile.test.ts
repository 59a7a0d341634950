import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import type { Import } from "../../src/contract/records/imports.ts";
import { ended, exampleProject, startPrumo } from "../support/prumo.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server that means no good: what it does not know it answers with an empty object. */
async function hostileServer(answers: Readonly<Record<string, Answer>>) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => void (body += text));
    request.on("end", () => {
      const path = decodeURIComponent(String(request.url).split("?")[0] ?? "");
      seen.push(`${request.method} ${request.url}`);
      const known = Object.entries(answers).find(([end]) => path.endsWith(end));
      if (known !== undefined) known[1](request, response, body);
      else json({})(request, response, body);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const json =
  (document: unknown): Answer =>
  (_request, response) =>
    void response.setHeader("content-type", "application/json").end(JSON.stringify(document));

const experiments = json({
  experiments: [
    { experiment_id: "1", name: "evil", artifact_location: "mlflow-artifacts:/1", lifecycle_stage: "active" },
  ],
});
const id = (digit: string) => digit.repeat(32);
const runOf = (run: string, more: object = {}, data: object = {}) => ({
  info: {
    run_id: run,
    run_name: "r",
    status: "FINISHED",
    start_time: 1,
    end_time: 2,
    lifecycle_stage: "active",
    artifact_uri: `mlflow-artifacts:/1/${run}/artifacts`,
    ...more,
  },
  data,
});

async function importFrom(url: string, ...more: string[]) {
  using project = exampleProject("blank");
  const child = startPrumo(["experiment", "import", "--from", url, "--json", ...more], project.directory);
  const { code, stdout } = await ended(child);
  const parsed = JSON.parse(stdout) as Import & { readonly error: { readonly code: string } | null };
  const beside = readdirSync(join(project.directory, "..")).filter((name) => name.includes("climbed"));
  assert.deepEqual(beside, [], "nothing was written beside the project");
  assert.ok(!existsSync("/tmp/climbed"));
  return { code, report: parsed, text: stdout };
}

test("what is no MLflow server is told apart: pages, refusals, redirects, endless answers", async () => {
  const cases: [string, Answer, number][] = [
    [
      "import/not-mlflow",
      (_q, r) => void r.setHeader("content-type", "text/html").end("<html>hello</html>"),
      1,
    ],
    ["import/not-mlflow", json({}), 1],
    ["import/not-mlflow", (_q, r) => void r.writeHead(302, { location: "http://127.0.0.1:1/" }).end(), 1],
    ["import/refused", (_q, r) => void r.writeHead(401).end("who are you"), 1],
    ["import/refused", (_q, r) => void r.writeHead(403).end(), 1],
    ["import/not-mlflow", (_q, r) => endless(r, '{"experiments": ["'), 1],
    ["import/not-mlflow", json({ experiments: { length: 3 } }), 1],
  ];
  for (const [code, answer, exit] of cases) {
    await using server = await hostileServer({
      "/experiments/search": answer,
      "/version": (_q, r) => void r.writeHead(404).end(),
    });
    const ended = await importFrom(server.url);
    assert.deepEqual([ended.report.error?.code, ended.code], [code, exit]);
  }
});

/** Sends for as long as anybody reads. */
function endless(response: ServerResponse, start: string): void {
  response.setHeader("content-type", "application/json");
  response.write(start);
  const more = "x".repeat(1 << 20);
  const write = () => {
    while (!response.destroyed && response.write(more));
    if (!response.destroyed) response.once("drain", write);
  };
  write();
}

test("the credentials of MLflow's own variables are sent, and stay with us", async () => {
  const heard: (string | undefined)[] = [];
  await using server = await hostileServer({
    "/experiments/search": (request, response, body) => {
      heard.push(request.headers.authorization);
      experiments(request, response, body);
    },
  });
  using project = exampleProject("blank");
  const child = startPrumo(["experiment", "import", "--from", server.url, "--json"], project.directory, {
    MLFLOW_TRACKING_TOKEN: "very-secret",
  });
  const { code, stdout, stderr } = await ended(child);
  assert.equal(code, 0, stderr);
  assert.ok(heard.length > 0 && heard.every((header) => header === "Bearer very-secret"));
  assert.ok(!`${stdout}${stderr}`.includes("very-secret"));
});

test("climbing paths, wrong types, errors and broken bodies: all else is copied, each of them is reported", async () => {
  const [good, climbing, wrong, broken, failing] = ["a", "b", "c", "d", "e"].map(id) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const paths = [
    "../climbed",
    "..",
    "/tmp/climbed",
    "a\\..\\climbed",
    "%2e%2e/climbed",
    "x/../../climbed",
    "C:climbed",
    "a\u0000b",
  ];
  const files: Readonly<Record<string, unknown>> = {
    [good]: { files: [{ path: "ok.txt", is_dir: false, file_size: 2 }] },
    [climbing]: { files: paths.map((path) => ({ path, is_dir: false, file_size: 2 })) },
    [broken]: {
      files: [
        { path: "short.txt", is_dir: false, file_size: 100 },
        { path: "long.txt", is_dir: false, file_size: 1 },
        { path: "cut.txt", is_dir: false },
      ],
    },
  };
  await using server = await hostileServer({
    "/experiments/search": experiments,
    "/runs/search": json({
      runs: [
        runOf(
          good,
          {},
          {
            params: [{ key: "depth", value: "1" }],
            metrics: [{ key: "loss", value: 1, timestamp: 1, step: 0 }],
          },
        ),
        runOf(
          climbing,
          {},
          {
            tags: [
              { key: "__proto__", value: "x" },
              { key: "../../up", value: "x" },
            ],
          },
        ),
        runOf(wrong, { start_time: "yesterday" }),
        runOf(broken, {}, { metrics: [{ key: "loss", value: "many", timestamp: 1, step: 0 }, 7] }),
        runOf(failing, {}, { metrics: [{ key: "fails", value: 1, timestamp: 1, step: 0 }] }),
        runOf("../../../climbed"),
        null,
        "run",
      ],
    }),
    "/metrics/get-history-bulk": (_request, response) => void response.writeHead(404).end(),
    "/metrics/get-history": (request, response, body) =>
      String(request.url).includes("fails")
        ? void response.writeHead(500).end("oh")
        : json({ metrics: [{ key: "loss", value: 1, timestamp: 1, step: 0 }] })(request, response, body),
    "/artifacts/list": (request, response, body) => {
      const run = new URL(`http://x${request.url}`).searchParams.get("run_id") ?? "";
      json(files[run] ?? {})(request, response, body);
    },
    "/mlflow-artifacts/artifacts": (_request, response) => void response.writeHead(500).end(),
    "/ok.txt": (_request, response) => void response.end("ok"),
    "/short.txt": (_request, response) => void response.end("short"),
    "/long.txt": (_request, response) => void response.end("long"),
    "/cut.txt": (_request, response) => {
      response.setHeader("content-length", "1000");
      response.write("half of it");
      setTimeout(() => response.destroy(), 50);
    },
    "/registered-models/search": json({
      registered_models: [
        { name: "../climbed", creation_timestamp: 1, last_updated_timestamp: 1 },
        {
          name: "fine",
          creation_timestamp: 1,
          last_updated_timestamp: 1,
          aliases: [{ alias: "best", version: 9 }],
        },
      ],
    }),
    "/model-versions/search": json({
      model_versions: [
        { version: "1", source: "file:///etc", status: "READY" },
        { version: "2", source: `runs:/${good}/../../climbed`, run_id: good, status: "READY" },
        {
          version: "3",
          source: `mlflow-artifacts:/1/${good}/artifacts/m`,
          run_id: good,
          status: "READY",
          current_stage: "Staging",
        },
        { version: "-4", source: "s3://bucket/x", status: "READY" },
      ],
    }),
  });
  const { code, report } = await importFrom(server.url);
  assert.equal(code, 4);
  assert.equal(report.state, "finished");
  const { runs, files: fileCounts, models } = report.counts;
  assert.equal(report.counts["model versions"].copied, 1);
  assert.deepEqual([runs.copied, models.copied, fileCounts.copied], [1, 1, 1]);
  const told = report.problems.map(({ name, reason }) => `${name}: ${reason}`).join("\n");
  for (const [what, count] of [
    [/is no name below the root/g, paths.length],
    [/of its 100 bytes came/g, 1],
    [/more than its 1 bytes came/g, 1],
    [/cut\.txt: .*broke off/g, 1],
    [/info\.start_time/g, 1],
    [/info\.run_id/g, 1],
    [/tag \.\.\/\.\.\/up/g, 1],
    [/metric fails: .*status 500/g, 1],
    [/metric loss: value/g, 1],
    [/fine v1: .*local path/g, 1],
    [/fine v2: /g, 1],
    [/alias best of v9/g, 1],
    [/^\.\.\/climbed: /gm, 1],
  ] as const) {
    assert.equal(told.match(what)?.length ?? 0, count, `${what} in\n${told}`);
  }
});

test("pages in a circle and folders without a bottom have an end", async () => {
  await using server = await hostileServer({
    "/experiments/search": experiments,
    "/runs/search": (request, response, body) => {
      const { page_token: token } = JSON.parse(body) as { page_token?: string };
      json({ runs: [runOf(id("f"))], next_page_token: token === "a" ? "b" : "a" })(request, response, body);
    },
    "/artifacts/list": (request, response, body) => {
      const folder = new URL(`http://x${request.url}`).searchParams.get("path") ?? "";
      json({ files: [{ path: folder === "" ? "deep" : `${folder}/deep`, is_dir: true }] })(
        request,
        response,
        body,
      );
    },
    "/mlflow-artifacts/artifacts": (_request, response) => void response.writeHead(404).end(),
  });
  const { code, report } = await importFrom(server.url);
  assert.equal(code, 4);
  const told = report.problems.map(({ reason }) => reason).join("\n");
  assert.match(told, /deeper than 64 folders/);
  assert.match(told, /in a circle/);
});
