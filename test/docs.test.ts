import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { staleDocs } from "../scripts/docs.ts";
import { commands } from "../src/cli/commands.ts";
import { catalogue } from "../src/kernel/errors/catalogue.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = globSync(["*.md", "docs/**/*.md", "examples/*/*.md", "src/**/*.md"], { cwd: root }).sort();
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);

test("the pages were found", () => {
  for (const page of ["README.md", "ARCHITECTURE.md", "docs/start.md", "docs/reference/errors.md"])
    assert.ok(pages.includes(page), page);
});

test("generated pages are fresh", () => assert.deepEqual(staleDocs(), [], "run `npm run docs`"));

test("every relative link leads somewhere, heading included", () => {
  assert.deepEqual(linksIn("[a](b.md) ![c](d.png) `[e](f.md)` [g](https://h.i)"), ["b.md", "d.png"]);
  assert.ok(linksIn(read("README.md")).length > 3);
  const broken = pages.flatMap((page) =>
    linksIn(read(page))
      .filter((link) => !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

test("every command that a page shows can be typed", () => {
  const shown = pages.flatMap((page) => commandLinesIn(read(page)).map((line) => [page, line] as const));
  assert.ok(shown.length > 20, "commands were found");
  const wrong = shown.flatMap(([page, line]) =>
    (objectionTo(line) ?? []).map((why) => `${page}: ${line}: ${why}`),
  );
  assert.deepEqual(wrong, []);
});

test("every command that a repair or an example names can be typed", () => {
  const repairs = Object.entries(catalogue).flatMap(([code, { message, repair }]) =>
    commandLinesIn(`${message} ${repair}`).map((line) => [code, line] as const),
  );
  const examples = commands.flatMap(({ name, examples }) =>
    (examples ?? []).map((line) => [name, line] as const),
  );
  assert.ok(repairs.length > 10 && examples.length > 3);
  const wrong = [...repairs, ...examples].flatMap(([where, line]) =>
    (objectionTo(line) ?? []).map((why) => `${where}: ${line}: ${why}`),
  );
  assert.deepEqual(wrong, []);
});

test("the reader of commands sees what is wrong", () => {
  assert.deepEqual(
    commandLinesIn("`prumo up`, prumo is good\n```\nprumo run x # why\n$ npm run demo -- --once\n```"),
    ["prumo up", "prumo run x", "npm run demo -- --once"],
  );
  for (const line of [
    "prumo runn x",
    "prumo model frob",
    "prumo run x --fast",
    "npm run nothing",
    "npm run demo -- --x",
  ])
    assert.ok(objectionTo(line), line);
  for (const line of [
    "prumo run x --param a=1 --json",
    "prumo {kind} list",
    "prumo --help",
    "npm run prumo --",
    "npm test -- a b",
  ])
    assert.equal(objectionTo(line), undefined, line);
});

test("the README's first screen is one: at most 40 lines and 3 badges before the first heading", () => {
  const [first = ""] = read("README.md").split(/^## /m);
  assert.match(first, /^# prumo\n/);
  assert.ok(first.split("\n").length - 1 <= 40, `${first.split("\n").length - 1} lines`);
  assert.ok([...first.matchAll(/\[!\[/g)].length <= 3);
});

/** Targets of the relative links of a page; what stands in code is no link. */
function linksIn(page: string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), decodeURI(path));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || !target.endsWith(".md") || anchorsOf(read(target)).has(anchor);
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title.toLowerCase());
  return new Set(headings.map((title) => title.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")));
}

/** Lines of code blocks and spans of code that call prumo or npm, less prompt and comment. */
function commandLinesIn(page: string): string[] {
  const blocks = [...page.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, text = ""]) => text.split("\n"));
  const spans = [...page.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, text = ""]) => text,
  );
  return [...spans, ...blocks]
    .flatMap((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/\s+#.*$/, "")
        .split(" && "),
    )
    .map((line) => line.trim())
    .filter((line) => /^(prumo|npm run|npm test)(?=\s|$)/.test(line) && line !== "prumo");
}

/** Why a line cannot be typed, or undefined. Words in braces or angles stand for something else. */
function objectionTo(line: string): string[] | undefined {
  const [program = "", ...words] = line.split(/\s+/);
  const separator = words.indexOf("--");
  const rest = separator < 0 ? [] : words.slice(separator + 1);
  if (program === "npm") {
    const script = words[0] === "run" ? words.find((word, at) => at > 0 && !word.startsWith("--")) : words[0];
    if (script === undefined || !scripts.includes(script)) return [`there is no script ${script}`];
    if (script === "prumo") return objectionTo(`prumo ${rest.join(" ")}`);
    return script === "demo" ? objectionTo(`prumo demo ${rest.join(" ")}`) : undefined;
  }
  const named = words.filter((word) => !word.startsWith("-"));
  if (named.length === 0 || named[0] === "" || /^[{<…]/.test(named[0] ?? "")) return undefined;
  const spec = commands.find(({ name }) => name === named.slice(0, 2).join(" ") || name === named[0]);
  if (spec === undefined) return ["there is no such command"];
  const options = [
    "--json",
    "--verbose",
    "--project",
    "--help",
    ...(spec.options ?? []).map(({ flags }) => flags),
  ];
  const known = new Set(options.flatMap((flags) => flags.match(/--[a-z-]+/g) ?? []));
  const unknown = words
    .map((word) => /^--[a-z-]+/.exec(word)?.[0])
    .filter((word) => word && !known.has(word));
  return unknown.length > 0 ? [`no option ${unknown.join(", ")}`] : undefined;
}
