/**
 * V8 sizes a heap for programs that have the machine for themselves. A server of short-lived requests fills what it is
 * given before it collects: with a young generation of 2 × 16 MiB, some 40 MB more resident for no speed that we could
 * measure; with an old one that grows to several times what lives, 150 MB more after histories of 100,000 points, which
 * take 300 ms then instead of 430. Large files that pass through have the young generation collected
 * (src/adapters/files/collect-young.ts).
 */
const flags = ["--max-semi-space-size=8", "--heap-growing-percent=40", "--expose-gc"];

/**
 * Begins the process anew with the flags, which V8 takes only at its start; same process id, same streams. Where a
 * process cannot be replaced (Windows), or a size was given, nothing happens.
 */
export function limitMemory(): void {
  const { execArgv, execPath, argv, env, platform } = process;
  if (platform === "win32" || execArgv.some((arg) => arg.startsWith("--max-semi-space-size"))) return;
  process.execve?.(execPath, [execPath, ...flags, ...execArgv, ...argv.slice(1)], env);
}
