import { existsSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fail } from "../../kernel/errors/prumo-error.ts";

/**
 * The real path of a source's file. A plain path stays within the project directory, links followed; a
 * location `npm:package/path` stays within that package, looked for in `node_modules` of the project
 * directory and upward, then in those of prumo itself.
 */
export async function locateSource(projectDir: string, path: string): Promise<string> {
  if (path.includes("\0")) throw fail("sources/outside-project", { path: JSON.stringify(path) });
  const [root, wanted] = path.startsWith("npm:")
    ? await packageFile(projectDir, path)
    : [projectDir, resolve(projectDir, path)];
  if (!isWithin(root, wanted)) throw fail("sources/outside-project", { path });
  const real = await realpath(wanted).catch((cause: unknown) => {
    throw fail("sources/file-missing", { file: path }, cause);
  });
  if (!isWithin(await realpath(root), real)) throw fail("sources/outside-project", { path });
  if (!(await stat(real)).isFile()) {
    throw fail("sources/unreadable-file", { file: path, problem: "it is not a regular file." });
  }
  return real;
}

/** Root of the package and path of the file that `npm:package/path` names. */
async function packageFile(projectDir: string, path: string): Promise<[string, string]> {
  const parts = path.slice("npm:".length).split("/");
  const name = parts.splice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
  if (!/^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name) || parts.length === 0) {
    throw fail("sources/outside-project", { path });
  }
  for (const start of [projectDir, import.meta.dirname]) {
    for (const directory of upward(resolve(start))) {
      const root = join(directory, "node_modules", name);
      if (existsSync(root)) return [root, join(root, ...parts)];
    }
  }
  throw fail("sources/package-missing", { package: name, path });
}

function* upward(directory: string): Iterable<string> {
  for (let at = directory; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
