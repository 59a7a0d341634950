/**
 * `npm run docs [-- --check]`: writes what is generated in the docs from the code that it describes: the errors,
 * the commands, the project file, and the diagram of the stations. With --check writes nothing and fails when stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandsPage } from "./docs/commands-page.ts";
import { errorsPage } from "./docs/errors-page.ts";
import { projectPage, projectSchemaText } from "./docs/project-page.ts";
import { withDiagram } from "./docs/stations-diagram.ts";

const root = join(import.meta.dirname, "..");

/** Every generated file, by its path from the root, with what it must say. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const architecture = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  return new Map([
    ["docs/reference/errors.md", errorsPage()],
    ["docs/reference/cli.md", commandsPage()],
    ["docs/reference/project-file.md", projectPage()],
    ["docs/reference/project.schema.json", projectSchemaText()],
    ["ARCHITECTURE.md", withDiagram(architecture)],
  ]);
}

/** Paths of the generated files that do not say what they must. */
export function staleDocs(): string[] {
  return [...generatedDocs()].flatMap(([path, text]) => {
    const file = join(root, path);
    return existsSync(file) && readFileSync(file, "utf8") === text ? [] : [path];
  });
}

if (import.meta.main) {
  const stale = staleDocs();
  if (process.argv.includes("--check")) {
    if (stale.length > 0) console.error(`Stale: ${stale.join(", ")}. Run \`npm run docs\`.`);
    process.exit(stale.length > 0 ? 1 : 0);
  }
  const docs = generatedDocs();
  for (const path of stale) writeFileSync(join(root, path), docs.get(path) ?? "");
  console.log(stale.length === 0 ? "Everything is up to date." : `Wrote ${stale.join(", ")}.`);
}
