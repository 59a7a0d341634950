import { cpus, freemem, totalmem } from "node:os";

/** Processor and memory use, under the names that MLflow gives them: percent of all cores, megabytes, percent. */
export class SystemMetrics {
  #before = processorTimes();

  sample(): Readonly<Record<string, number>> {
    const now = processorTimes();
    const all = now.all - this.#before.all;
    const busy = all === 0 ? 0 : 1 - (now.idle - this.#before.idle) / all;
    this.#before = now;
    const used = totalmem() - freemem();
    return {
      "system/cpu_utilization_percentage": 100 * busy,
      "system/system_memory_usage_megabytes": used / 1e6,
      "system/system_memory_usage_percentage": (100 * used) / totalmem(),
      "system/process_memory_megabytes": process.memoryUsage.rss() / 1e6,
    };
  }
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
