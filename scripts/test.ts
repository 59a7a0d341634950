/**
 * `npm test [-- <part of a path> …]`: installs what the tests need, then runs them all on node:test, two
 * files at a time. With arguments only the test files whose path contains one of them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { findChromium } from "./chromium.ts";
import { findPython } from "./python.ts";

const wanted = process.argv.slice(2);
const files = globSync("test/**/*.test.ts")
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`No test file has ${wanted.join(" or ")} in its path.`);
  process.exit(2);
}
if (!existsSync("dist/web/index.html")) run("scripts/build.ts");

const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
if (files.some((file) => file.startsWith("test/ui/"))) {
  const chromium = findChromium();
  if ("path" in chromium) env["PRUMO_CHROMIUM"] = chromium.path;
  else if (process.env["CI"] !== undefined) throw new Error(chromium.reason);
  else env["PRUMO_NO_CHROMIUM"] = chromium.reason;
}
if (files.some((file) => file.startsWith("test/conformance/mlflow/"))) {
  const python = findPython("test/conformance/mlflow/requirements.txt");
  if ("path" in python) env["PRUMO_PYTHON"] = python.path;
  else if (process.env["CI"] !== undefined) throw new Error(python.reason);
  else env["PRUMO_NO_PYTHON"] = python.reason;
}
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-concurrency=2", "--test-timeout=600000", ...files],
  {
    stdio: "inherit",
    env,
  },
);
process.exit(status ?? 1);

function run(script: string): void {
  const { status: code } = spawnSync(process.execPath, [script], { stdio: "inherit" });
  if (code !== 0) process.exit(code ?? 1);
}
