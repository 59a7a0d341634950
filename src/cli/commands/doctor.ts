import { statfsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { availableParallelism, totalmem } from "node:os";
import { asPrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { runningServer } from "../house.ts";
import { bytes } from "../numbers.ts";

interface Finding {
  readonly what: string;
  readonly verdict: "ok" | "note" | "broken";
  readonly found: string;
  readonly repair: string | null;
}

/** Free space below which a run of the example project may not finish. */
const littleDiskBytes = 2e9;

export const run: Run = async ({ directory, out }) => {
  const findings = [
    node(),
    await tableEngine(),
    await onnxRuntime(),
    machine(),
    disk(directory),
    ...(await project(directory)),
  ];
  for (const { what, verdict, found, repair } of findings) {
    const mark =
      verdict === "ok"
        ? out.style("green", "✓")
        : verdict === "note"
          ? out.style("yellow", "–")
          : out.style("red", "✗");
    out.line(`${mark} ${what.padEnd(14)} ${found}`);
    if (repair !== null) out.line(`  ${" ".repeat(14)} ${repair}`);
  }
  out.json({ findings });
  return findings.some((finding) => finding.verdict === "broken") ? 1 : 0;
};

function node(): Finding {
  return { what: "Node.js", verdict: "ok", found: process.versions.node, repair: null };
}

async function tableEngine(): Promise<Finding> {
  try {
    const { version } = await import("@duckdb/node-api");
    return { what: "DuckDB", verdict: "ok", found: version(), repair: null };
  } catch (error) {
    return {
      what: "DuckDB",
      verdict: "broken",
      found: messageOf(error),
      repair: "Run `npm install` again; prumo needs glibc or musl on x64 or arm64.",
    };
  }
}

async function onnxRuntime(): Promise<Finding> {
  try {
    await import("onnxruntime-node");
    return {
      what: "ONNX Runtime",
      verdict: "ok",
      found: "there: models from elsewhere can be served",
      repair: null,
    };
  } catch {
    return {
      what: "ONNX Runtime",
      verdict: "note",
      found: "not there: prumo's own models are served natively, models from elsewhere are not",
      repair: "`npm install onnxruntime-node` with ONNXRUNTIME_NODE_INSTALL=skip brings it.",
    };
  }
}

function machine(): Finding {
  return {
    what: "machine",
    verdict: "ok",
    found: `${availableParallelism()} cores, ${bytes(totalmem())} of memory`,
    repair: null,
  };
}

function disk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const isLittle = free < littleDiskBytes;
  return {
    what: "disk",
    verdict: isLittle ? "note" : "ok",
    found: `${bytes(free)} free`,
    repair: isLittle ? "Free some space: a run of the example project writes about 1 GB." : null,
  };
}

async function project(directory: string): Promise<Finding[]> {
  const { readProject } = await import("../../app/project/read-project.ts");
  try {
    const { project, file } = await readProject(directory);
    const findings: Finding[] = [
      { what: "project", verdict: "ok", found: `${project.name} (${file})`, repair: null },
    ];
    const running = await runningServer(directory);
    if (running)
      return [...findings, { what: "server", verdict: "ok", found: `up at ${running.url}`, repair: null }];
    return [...findings, await port(project.server.host, project.server.port), await store(directory)];
  } catch (error) {
    const { code, message, repair } = asPrumoError(error);
    return [
      { what: "project", verdict: code === "project/not-found" ? "note" : "broken", found: message, repair },
    ];
  }
}

async function port(host: string, wanted: number): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(wanted, host, () => server.close(() => resolve(true)));
  });
  if (isFree) return { what: "port", verdict: "ok", found: `${wanted} is free`, repair: null };
  return {
    what: "port",
    verdict: "note",
    found: `${wanted} is taken by another program`,
    repair: "Use `prumo up --port 0`, or set server.port in the project file.",
  };
}

async function store(directory: string): Promise<Finding> {
  const { checkStore } = await import("../../app/check-store.ts");
  try {
    return { what: "store", verdict: "ok", found: await checkStore(join(directory, ".prumo")), repair: null };
  } catch (error) {
    const { message, repair } = asPrumoError(error);
    return { what: "store", verdict: "broken", found: message, repair };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
