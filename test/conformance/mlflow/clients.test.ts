import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import { freePort, startPrumoServer, testPython } from "../../support/tracking-servers.ts";

const scripts = ["tracking", "searching", "models", "large_artifact", "webhooks"];
const python = testPython();

/** MLflow's own Python client, unchanged, against `prumo up`. The scripts assert. */
describe("MLflow's client", { skip: "skip" in python ? python.skip : false }, () => {
  for (const script of scripts) {
    it(`finds all it expects: ${script}.py`, async () => {
      const target = `127.0.0.1:${await freePort()}`;
      await using server = await startPrumoServer(undefined, undefined, { PRUMO_WEBHOOK_ALLOW: target });
      const child = spawn(
        "path" in python ? python.path : "",
        [join(import.meta.dirname, "clients", `${script}.py`)],
        {
          stdio: ["ignore", "ignore", "pipe"],
          env: {
            ...process.env,
            MLFLOW_TRACKING_URI: server.url,
            WEBHOOK_TARGET: target,
            MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
            MLFLOW_DISABLE_TELEMETRY: "true",
          },
        },
      );
      let complained = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => void (complained += text));
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 0, complained.slice(-4_000));
    });
  }
});
