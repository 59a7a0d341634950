/**
 * A server's young generation. V8 would let it grow to 2 × 16 MiB and more, which a server of short-lived requests
 * fills before it collects: some 40 MB resident for no speed that we could measure. It may also be collected when
 * large files pass through (src/adapters/files/collect-young.ts).
 */
const flags = ["--max-semi-space-size=8", "--expose-gc"];

/**
 * Begins the process anew with the flags, which V8 takes only at its start; same process id, same streams. Where a
 * process cannot be replaced (Windows), or a size was given, nothing happens.
 */
export function limitYoungGeneration(): void {
  const { execArgv, execPath, argv, env, platform } = process;
  if (platform === "win32" || execArgv.some((arg) => arg.startsWith("--max-semi-space-size"))) return;
  process.execve?.(execPath, [execPath, ...flags, ...execArgv, ...argv.slice(1)], env);
}
