import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchOptions, type BenchRow, benchRow, inTurn, runsOf, secondsOf } from "./harness.ts";

const root = join(import.meta.dirname, "..");
const cli = join(root, "dist", "cli", "prumo.js");

/** The smallest server that Node.js can be: the limit for start and memory. */
const bareServer = `require("node:http").createServer((q, s) => s.end("ok")).listen(0, "127.0.0.1", () => console.log("up"))`;

/** How long `prumo up` takes until it answers, what memory it has then, and how long `prumo --help` takes. */
export async function start(options: BenchOptions): Promise<BenchRow[]> {
  if (!existsSync(cli)) throw new Error("dist/ is not built: run `npm run prepare` first.");
  const directory = mkdtempSync(join(tmpdir(), "prumo-bench-"));
  try {
    cpSync(join(root, "examples", "flight-delays"), directory, { recursive: true });
    const up = ["up", "--port", "0", "--json", "--project", directory];
    const figures = await inTurn(
      {
        ours: () => server([cli, ...up]),
        bare: () => server(["-e", bareServer]),
        help: async () => ({
          ready: await secondsOf(() => spawnSync(process.execPath, [cli, "--help"])),
          memory: 0,
        }),
        empty: async () => ({
          ready: await secondsOf(() => spawnSync(process.execPath, ["-e", "0"])),
          memory: 0,
        }),
      },
      runsOf(options),
    );
    return [
      benchRow({
        work: "prumo up: from start to answering",
        ours: figures.ours.ready,
        unit: "s",
        rival: figures.bare.ready,
        rivalName: "bare node:http server",
        goal: "under 1.5 s",
        met: figures.ours.ready < 1.5,
      }),
      benchRow({
        work: "prumo up: resident memory",
        ours: figures.ours.memory / 1e6,
        unit: "MB",
        rival: figures.bare.memory / 1e6,
        rivalName: "bare node:http server",
        goal: "under 200 MB",
        met: figures.ours.memory < 200e6,
      }),
      benchRow({
        work: "prumo --help",
        ours: figures.help.ready * 1_000,
        unit: "ms",
        rival: figures.empty.ready * 1_000,
        rivalName: "empty Node.js program",
        goal: "under 150 ms",
        met: figures.help.ready < 0.15,
      }),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts a server, waits for its first line, measures, stops it. */
async function server(args: readonly string[]): Promise<{ ready: number; memory: number }> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ready = await secondsOf(() => once(child.stdout, "data"));
  const memory = residentBytes(child);
  child.kill("SIGTERM");
  await once(child, "close");
  return { ready, memory };
}

function residentBytes(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
