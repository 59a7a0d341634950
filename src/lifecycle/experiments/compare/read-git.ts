import { execFile } from "node:child_process";

/** What git wrote, cut at the limit, or why it did not. */
export type GitAnswer =
  | { readonly text: string; readonly isCut: boolean }
  | { readonly failure: "missing" | "slow" | "refused"; readonly reason: string };

/**
 * A repository is not trusted to name programs that git would start, nor to reach for the network: no hooks, no
 * file system monitor, no signature checks, no transport, no replaced objects, no settings of the caller's own git.
 */
const careful = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", ""],
  ["core.quotePath", "false"],
  ["log.showSignature", "false"],
  ["protocol.allow", "never"],
  ["diff.renameLimit", "400"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

const timeLimitMs = 10_000;

/** Runs a git command that only reads, in a folder; never throws. */
export async function readGit(
  folder: string,
  args: readonly string[],
  mostBytes = 1 << 20,
): Promise<GitAnswer> {
  const whole = [
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    ...careful,
    "-C",
    folder,
    ...args,
  ];
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const env = { ...Object.fromEntries(inherited), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  return new Promise((resolve) => {
    execFile(
      "git",
      whole,
      { timeout: timeLimitMs, maxBuffer: mostBytes, encoding: "utf8", env, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolve({ text: stdout, isCut: false });
        else if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") resolve({ text: stdout, isCut: true });
        else if (error.code === "ENOENT") resolve({ failure: "missing", reason: error.message });
        else if (error.killed === true)
          resolve({ failure: "slow", reason: `no answer in ${timeLimitMs} ms` });
        else
          resolve({ failure: "refused", reason: stderr.trim().slice(0, 500) || error.message.slice(0, 500) });
      },
    );
  });
}
