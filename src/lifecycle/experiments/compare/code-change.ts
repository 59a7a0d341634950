import type { CodeChange } from "../../../contract/http/compare.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { readGit } from "./read-git.ts";

const mostCommits = 200;
const mostFiles = 1_000;
const mostPatchBytes = 512 * 1_024;

/** No program that the repository names, no colours, renames found, submodules by their id alone. */
const diff = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--submodule=short", "-M"];

/**
 * What changed between two commits below a folder, by git; nothing outside of the folder is shown.
 * @param from a whole commit id, as `to` is: anything else is refused, as git would take it for an option or a name
 */
export async function codeChange(folder: string, from: string, to: string): Promise<CodeChange> {
  for (const commit of [from, to]) {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw fail("experiments/no-commit", { commit });
  }
  await needRepository(folder);
  for (const commit of [from, to]) await needCommit(folder, commit);
  const read = async (args: readonly string[], bytes?: number) => {
    const answer = await readGit(folder, [...args, "--", "."], bytes);
    if ("failure" in answer) {
      throw fail("experiments/git-failed", { from, to, reason: answer.reason });
    }
    return answer;
  };
  const log = await read([
    "log",
    "--no-show-signature",
    "--no-color",
    "--left-right",
    `--max-count=${mostCommits + 1}`,
    "--format=%m%x1f%H%x1f%an%x1f%ct%x1f%s%x00",
    `${from}...${to}`,
  ]);
  const commits = readCommits(log.text);
  const stat = await read([...diff, "--numstat", "-z", from, to]);
  const files = readFiles(stat.text);
  const patch = await read([...diff, "--patch", from, to], mostPatchBytes);
  return {
    from,
    to,
    commits: commits.slice(0, mostCommits),
    hasMoreCommits: commits.length > mostCommits || log.isCut,
    files: files.slice(0, mostFiles),
    hasMoreFiles: files.length > mostFiles || stat.isCut,
    patch: patch.text,
    isPatchCut: patch.isCut,
  };
}

async function needRepository(folder: string): Promise<void> {
  const answer = await readGit(folder, ["rev-parse", "--git-dir"]);
  if (!("failure" in answer)) return;
  if (answer.failure === "missing") throw fail("experiments/no-git", {});
  throw fail("experiments/no-repository", { reason: answer.reason });
}

async function needCommit(folder: string, commit: string): Promise<void> {
  const answer = await readGit(folder, ["cat-file", "-e", `${commit}^{commit}`]);
  if ("failure" in answer) throw fail("experiments/no-commit", { commit });
}

/** `<` is what only the first of the two has. Whole records only: the last one may be cut. */
function readCommits(text: string): CodeChange["commits"] {
  const whole = text.split("\0").slice(0, -1);
  return whole.map((record) => {
    const [mark = "", id = "", author = "", seconds = "0", subject = ""] = record.trimStart().split("\x1f");
    return { id, side: mark === "<" ? "from" : "to", author, at: Number(seconds) * 1_000, subject };
  });
}

/** `added TAB removed TAB path NUL`, or for a rename `added TAB removed TAB NUL was NUL path NUL`; `-` for what is no text. */
function readFiles(text: string): CodeChange["files"] {
  const parts = text.split("\0").slice(0, -1);
  const files: CodeChange["files"] = [];
  for (let at = 0; at < parts.length; at++) {
    const [added = "", removed = "", ...rest] = (parts[at] ?? "").split("\t");
    const lines = { added: count(added), removed: count(removed) };
    const path = rest.join("\t");
    if (path !== "") files.push({ path, was: null, ...lines });
    else {
      const [was, now] = [parts[at + 1], parts[at + 2]];
      if (was !== undefined && now !== undefined) files.push({ path: now, was, ...lines });
      at += 2;
    }
  }
  return files;
}

function count(text: string): number | null {
  return text === "-" ? null : Number(text);
}
