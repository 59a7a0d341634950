import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { reportBundle } from "./bundle-size.ts";

/**
 * `dist/`: the library and the CLI by tsc, the pages by Vite. Quiet when all is well; when a tool fails its
 * output is shown whole and the exit code is 1. `--web` or `--lib` builds one half.
 */
const root = join(import.meta.dirname, "..");
const only = process.argv.slice(2);

function run(title: string, bin: string, args: readonly string[]): void {
  const entry = join(root, "node_modules", bin);
  if (!existsSync(entry)) {
    process.stderr.write(`build: ${title} is not installed; run npm install\n`);
    process.exit(1);
  }
  const done = spawnSync(process.execPath, [entry, ...args], { cwd: root, encoding: "utf8" });
  if (done.status === 0) return;
  process.stderr.write(`build: ${title} failed\n${done.stdout}${done.stderr}\n`);
  process.exit(1);
}

if (!only.includes("--web")) run("tsc", "typescript/bin/tsc", ["-p", "scripts/tsconfig.build.json"]);
if (!only.includes("--lib")) {
  run("vite build", "vite/bin/vite.js", ["build", "--config", "web/vite.config.ts", "--logLevel", "warn"]);
  reportBundle(join(root, "dist", "web"));
}
