import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Project, projectSchema } from "../../contract/project/schema.ts";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import { sha256 } from "../../kernel/hashing.ts";
import { checkReferences } from "./check-references.ts";
import { invalidProject } from "./invalid-project.ts";
import { registerProjectImports } from "./module-hooks.ts";
import type { ProjectSource } from "./project-source.ts";
import { readYamlProject } from "./yaml-project.ts";

/** The project as declared, where it is, and the hash of its file. */
export interface ProjectFile {
  readonly project: Project;
  readonly directory: string;
  readonly file: string;
  readonly digest: string;
}

/** The names under which a project file is looked for, first found first. */
export const projectFileNames = ["prumo.config.ts", "prumo.config.js", "prumo.yaml", "prumo.yml"] as const;

/** Reads, validates, defaults and freezes the project of a folder. Errors name file, line and repair. */
export async function readProject(directory: string): Promise<ProjectFile> {
  const absolute = resolve(directory);
  const file = projectFileNames.map((name) => join(absolute, name)).find(existsSync);
  if (file === undefined) throw fail("project/not-found", { directory: absolute });
  const text = readFileSync(file, "utf8");
  const isYaml = /\.ya?ml$/.test(file);
  const source = isYaml ? readYamlProject(text, basename(file)) : await importProject(file, text);
  const parsed = projectSchema.safeParse(source.declared);
  if (!parsed.success) throw invalidProject(parsed.error, source);
  checkReferences(parsed.data, source);
  return { project: deepFreeze(parsed.data), directory: absolute, file, digest: sha256(text) };
}

async function importProject(file: string, text: string): Promise<ProjectSource> {
  registerProjectImports();
  const name = basename(file);
  // The hash in the query makes a changed file a new module.
  const url = `${pathToFileURL(file).href}?${sha256(text).slice(0, 16)}`;
  const module = await import(url).catch((error: unknown) => {
    if (error instanceof PrumoError) throw error;
    throw fail("project/unreadable", { place: placeOf(error, file, name), problem: messageOf(error) }, error);
  });
  const declared: unknown = module.default;
  if (declared === undefined) {
    const problem = "it has no default export; end it with `export default defineProject({ … })`";
    throw fail("project/unreadable", { place: name, problem });
  }
  return { file: name, declared, lineOf: (path) => lineInText(text, path) };
}

/** In code there is no exact place for a value; the line where its nearest name is written is what helps. */
function lineInText(text: string, path: readonly PropertyKey[]): number | undefined {
  const lines = text.split("\n");
  for (const key of [...path].reverse()) {
    if (typeof key !== "string") continue;
    const written = lines.findIndex(
      (line) => line.includes(`"${key}"`) || new RegExp(`\\b${escape(key)}\\s*:`).test(line),
    );
    if (written >= 0) return written + 1;
  }
  return undefined;
}

function escape(text: string): string {
  return text.replaceAll(/[^\w]/g, "\\$&");
}

function placeOf(error: unknown, file: string, name: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.indexOf(file);
  const position = at < 0 ? null : /:(\d+)(?::(\d+))?/.exec(stack.slice(at + file.length));
  return position?.[1] === undefined ? name : `${name}:${position[1]}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
