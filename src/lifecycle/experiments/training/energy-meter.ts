import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Energy } from "../../../contract/records/experiments.ts";
import { estimateEnergy } from "../../../engines/energy/estimate.ts";

const powercap = "/sys/class/powercap";

/** Counts what this process uses from now on; the answer tells the energy so far. */
export async function startEnergyMeter(): Promise<() => Promise<Energy>> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const before = await readRapl();
  return async () => {
    const used = process.cpuUsage(cpu);
    const joules = raplJoules(before, await readRapl());
    return estimateEnergy({
      cpuSeconds: (used.user + used.system) / 1e6,
      wallSeconds: (performance.now() - startedAt) / 1_000,
      cores: availableParallelism(),
      ...(joules === null ? {} : { raplJoules: joules }),
    });
  };
}

/** Counter of each processor package in microjoules, and the value at which it starts again. */
type Rapl = ReadonlyMap<string, { readonly energy: number; readonly range: number }>;

/** Package counters only: cores and memory are parts of them, and `psys` would count them twice. */
async function readRapl(): Promise<Rapl> {
  const counters = new Map<string, { energy: number; range: number }>();
  for (const zone of await readdir(powercap).catch(() => [])) {
    if (!/^intel-rapl:\d+$/.test(zone)) continue;
    try {
      const read = async (file: string) => (await readFile(join(powercap, zone, file), "utf8")).trim();
      if (!(await read("name")).startsWith("package")) continue;
      counters.set(zone, {
        energy: Number(await read("energy_uj")),
        range: Number(await read("max_energy_range_uj")),
      });
    } catch {
      // readable by root only since CVE-2020-8694: without it the estimate goes by processor time
    }
  }
  return counters;
}

/** Joules between two readings; a counter that started again is taken to have done so once. */
function raplJoules(before: Rapl, after: Rapl): number | null {
  if (before.size === 0 || after.size < before.size) return null;
  let microjoules = 0;
  for (const [zone, { energy, range }] of after) {
    const used = energy - (before.get(zone)?.energy ?? energy);
    microjoules += used < 0 ? used + range : used;
  }
  return microjoules / 1e6;
}
