import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Who holds a lease: `machine/pid/start`. `machine` is the boot id where the system has one, so that a
 * restart of the machine makes all former holders strangers; `start` tells a pid that was given out again.
 */
export function processIdentity(pid: number = process.pid): string {
  return `${machineIdentity()}/${pid}/${startOf(pid)}`;
}

/**
 * True when the holder certainly no longer lives: a process of this boot of this machine that has ended.
 * Of other machines, and of earlier boots, nothing is known, so false: their lease has to expire.
 */
export function isHolderDead(identity: string): boolean {
  const [machine, pidText, start] = identity.split("/");
  const pid = Number(pidText);
  if (machine !== machineIdentity() || !Number.isInteger(pid) || pid <= 0) return false;
  if (startOf(pid) !== start) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** Linux gives each boot an id; elsewhere the host's name has to do. */
function machineIdentity(): string {
  return readFirst("/proc/sys/kernel/random/boot_id")?.trim() ?? hostname();
}

/** Start time in clock ticks since boot: field 22 of /proc/<pid>/stat (proc(5)); zombies count as ended. */
function startOf(pid: number): string {
  const stat = readFirst(`/proc/${pid}/stat`);
  if (stat === undefined) return "unknown";
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "ended" : (fields[19] ?? "unknown");
}

function readFirst(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
