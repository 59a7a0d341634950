import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exampleProject, startPrumo } from "./prumo.ts";

/** A running tracking server in a folder of its own, ended when disposed of. */
export interface TrackingServer extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
  readonly directory: string;
}

/** `prumo up` on an empty project. */
export async function startPrumoServer(
  directory?: string,
  at?: number,
  env: NodeJS.ProcessEnv = {},
): Promise<TrackingServer> {
  const project = directory === undefined ? exampleProject("blank") : undefined;
  const port = at ?? (await freePort());
  const place = directory ?? String(project?.directory);
  const child = startPrumo(["up", "--port", String(port)], place, env);
  return started(child, `http://127.0.0.1:${port}`, place, () => project?.[Symbol.dispose]());
}

/** MLflow's own server on SQLite, one worker, artifacts through its proxy or, without it, on its disk. */
export async function startMlflowServer(
  python: string,
  env: NodeJS.ProcessEnv = {},
  options: { readonly isProxied?: boolean } = {},
): Promise<TrackingServer> {
  const directory = mkdtempSync(join(tmpdir(), "prumo-mlflow-"));
  const port = await freePort();
  const child = spawn(
    join(dirname(python), "mlflow"),
    [
      "server",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--workers",
      "1",
      "--backend-store-uri",
      `sqlite:///${join(directory, "mlflow.db")}`,
      ...(options.isProxied === false
        ? ["--no-serve-artifacts", "--default-artifact-root", join(directory, "artifacts")]
        : ["--serve-artifacts", "--artifacts-destination", join(directory, "artifacts")]),
    ],
    {
      cwd: directory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", PYTHONWARNINGS: "ignore", ...env },
    },
  );
  return started(child, `http://127.0.0.1:${port}`, directory, () =>
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  );
}

async function started(
  child: ChildProcess,
  url: string,
  directory: string,
  clean: () => void,
): Promise<TrackingServer> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => void (said = (said + text).slice(-10_000)));
  }
  const gone = once(child, "exit");
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (child.exitCode !== null || tries > 1_200) throw new Error(`${url} did not start: ${said}`);
    await sleep(100);
  }
  return {
    url,
    process: child,
    directory,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        // MLflow's server starts workers, which end with its process group.
        if (child.spawnfile.endsWith("mlflow")) process.kill(-Number(child.pid), "SIGKILL");
        else child.kill("SIGTERM");
        await gone;
      }
      clean();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The Python of the tests, or why there is none. */
export function testPython(): { readonly path: string } | { readonly skip: string } {
  const path = process.env["PRUMO_PYTHON"];
  return path === undefined
    ? {
        skip:
          process.env["PRUMO_NO_PYTHON"] ??
          "run the tests with `npm test`, which makes the Python environment",
      }
    : { path };
}
