import { Worker } from "node:worker_threads";

/** Looks twice, so that the orderly end by `disconnect` (which also ends commands) comes first. */
const lookMs = 500;

/**
 * Ends this process when its parent goes, even by SIGKILL. The closed channel tells the event loop; a watching
 * thread sees a changed parent pid when the loop is held by long computing.
 */
export function endWithParent(): void {
  process.on("disconnect", () => process.exit(0));
  process.on("SIGTERM", () => process.exit(143));
  process.on("SIGINT", () => {}); // Ctrl-C reaches the whole group; the parent decides
  if (!process.connected) process.exit(0);
  const watch = `
    const parent = process.ppid;
    let misses = 0;
    setInterval(() => {
      misses = process.ppid === parent ? 0 : misses + 1;
      if (misses === 2) process.kill(process.pid, "SIGKILL");
    }, ${lookMs});
  `;
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
}
