import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { projectFileNames } from "../../app/project/read-project.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";

/** Where the templates are: whole projects, each run by a test. */
const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));

export const run: Run = async ({ directory, out, args, options }) => {
  const target = resolve(directory, args[0] ?? ".");
  const template = textOption(options, "template") ?? "flight-delays";
  const templates = readdirSync(examples);
  if (!templates.includes(template)) throw fail("project/unknown-template", { template, templates });
  const found = projectFileNames.find((name) => existsSync(resolve(target, name)));
  if (found !== undefined) throw fail("project/folder-not-empty", { directory: target, found });
  mkdirSync(target, { recursive: true });
  cpSync(resolve(examples, template), target, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (source) => ![".prumo", "node_modules"].includes(basename(source)),
  });
  const place = relative(process.cwd(), target);
  out.line(`${out.style("green", "✓")} ${template} is in ${place === "" ? "this folder" : place}. Next:`);
  if (place !== "") out.line(`  cd ${place}`);
  out.line("  prumo run train    # raw data to a model, through its gates");
  out.line("  prumo up           # the web UI and the API");
  out.json({ directory: target, template });
};
