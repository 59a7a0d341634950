import { spawn } from "node:child_process";
import { once } from "node:events";
import assert from "node:assert/strict";

/** Runs a Python script that asserts; answers what it printed. */
export async function runPython(
  python: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(python, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
      MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false",
      ...env,
    },
  });
  let [said, complained] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (complained += text));
  const [code] = (await once(child, "close")) as [number];
  assert.equal(code, 0, complained.slice(-4_000));
  return said;
}
