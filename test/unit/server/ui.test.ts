import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Fastify from "fastify";
import { serveUi } from "../../../src/server/ui.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("every page's address gives the page; what is no page, nothing", async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, "assets"));
  await writeFile(join(directory.path, "index.html"), "<!doctype html>the page");
  await writeFile(join(directory.path, "assets", "app.js"), "the script");
  const server = Fastify();
  await using _ = { [Symbol.asyncDispose]: () => server.close() };
  await serveUi(server, directory.path);
  const get = async (url: string) => {
    const { statusCode, body } = await server.inject({ method: "GET", url });
    return statusCode === 200 ? body : statusCode;
  };
  for (const page of [
    "/",
    "/models",
    "/models/sk-learn.iris/3",
    "/experiments/1?filter=metrics.auc > 0.5",
    "/runs?order=metrics.loss",
  ]) {
    assert.equal(await get(page), "<!doctype html>the page", page);
  }
  assert.equal(await get("/assets/app.js"), "the script");
  for (const none of ["/assets/gone.js", "/favicon.ico", "/robots.txt?x=1", "/api/v1/nothing", "/v2/none"]) {
    assert.equal(await get(none), 404, none);
  }
});
