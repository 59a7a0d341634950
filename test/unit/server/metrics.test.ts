import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Fastify from "fastify";
import { projectSchema } from "../../../src/contract/project/schema.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { openMonitors } from "../../../src/lifecycle/monitors/index.ts";
import { serveMetrics } from "../../../src/server/metrics.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTinyWithLog, tinyRows } from "../../support/tiny-serving.ts";

test("answers that could not be logged are counted for whoever watches", async () => {
  await using directory = await temporaryDirectory();
  await using open = await openTinyWithLog(directory.path, {
    models: [{ version: 1, intercept: -1 }],
    warn: () => {},
  });
  const { meta, predictions, tables, deployments } = open;
  const models = { versionById: () => Promise.reject(new Error("no window is judged here")) };
  await using monitors = await openMonitors({
    meta,
    predictions,
    tables,
    models,
    clock: systemClock,
    specs: {},
  });
  const server = Fastify();
  await using _ = { [Symbol.asyncDispose]: () => server.close() };
  const project = projectSchema.parse({ name: "counted" });
  serveMetrics(server, { version: "0", project, deployments, predictions, monitors });
  const unlogged = async () => {
    const { body } = await server.inject({ method: "GET", url: "/metrics" });
    return /^prumo_predictions_unlogged_total (\d+)$/m.exec(body)?.[1];
  };
  await open.release(1);
  assert.equal(await unlogged(), "0");

  const folder = join(directory.path, "predictions", "delays");
  await rm(folder, { recursive: true, force: true });
  // a file where the folder should be: nothing can be written
  await writeFile(folder, "");
  const rows = tinyRows(10_000);
  while (predictions.stats().dropped === 0) await deployments.predict("delays", rows);
  assert.equal(await unlogged(), String(predictions.stats().dropped));
  assert.equal(await unlogged(), String(predictions.stats().dropped), "counted twice");
  await rm(folder);
});
