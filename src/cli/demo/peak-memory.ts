import { readdirSync, readFileSync } from "node:fs";

const everyMs = 200;

/** Largest resident memory of this process and its children together, in bytes, sampled five times a second. */
export function watchPeakMemory(): Disposable & { readonly peakBytes: () => number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, residentBytes(process.pid));
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    peakBytes: () => Math.max(peak, process.resourceUsage().maxRSS * 1024),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Resident memory of a process and all below it; where there is no /proc only our own. */
function residentBytes(pid: number): number {
  try {
    const own = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), Number(own ?? 0) * 1024);
  } catch {
    return pid === process.pid ? process.memoryUsage.rss() : 0;
  }
}

function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) => {
    try {
      return readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
        .split(" ")
        .filter(Boolean)
        .map(Number);
    } catch {
      return []; // the thread ended meanwhile
    }
  });
}
