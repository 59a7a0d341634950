import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAst } from "vite";
import { stationNames } from "../../../src/contract/events.ts";
import { eventTypes } from "../../../web/data/event-types.ts";
import { en } from "../../../web/i18n/en.ts";
import { preferredLanguage } from "../../../web/i18n/preferred-language.ts";
import { ptBR } from "../../../web/i18n/pt-BR.ts";

const web = join(import.meta.dirname, "../../../web");
const keys = new Set(Object.keys(en));
const has = (key: string) => keys.has(key) || keys.has(`${key}_other`);
const places = (text: string) => (text.match(/\{\{\s*\w+/g) ?? []).map((name) => name.slice(2).trim()).sort();

test("both languages say the same keys, with the same values to fill in", () => {
  assert.deepEqual(Object.keys(ptBR).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    assert.notEqual(text.trim(), "", key);
    assert.deepEqual(places(ptBR[key as keyof typeof en]), places(text), key);
  }
});

test("every event, station, state and decision that may arrive as data has its words", () => {
  for (const type of eventTypes) assert.ok(has(`event.${type}`), type);
  for (const station of stationNames) assert.ok(has(`nav.${station}`), station);
  const headlines = readFileSync(join(web, "../src/contract/headlines.ts"), "utf8");
  const declared = [...headlines.matchAll(/^ {2}readonly "([\w.]+)":/gm)].map(([, key]) => key ?? "");
  assert.ok(declared.length > 20);
  for (const key of declared) assert.ok(has(`headline.${key}`), key);
  for (const file of readdirSync(join(web, "../src/contract/records"))) {
    const text = readFileSync(join(web, "../src/contract/records", file), "utf8");
    const lists = text.matchAll(/(?:state: z\.enum\(|States = )\[([^\]]+)\]/g);
    for (const [, list = ""] of lists)
      for (const [, state] of list.matchAll(/"([\w-]+)"/g))
        assert.ok(has(`state.${state}`), `${file} ${state}`);
  }
});

interface Node {
  readonly type?: string;
  readonly [member: string]: unknown;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) value.forEach((item) => walk(item, visit));
  else if (typeof value === "object" && value !== null) {
    visit(value as Node);
    Object.values(value).forEach((member) => walk(member, visit));
  }
}

/** Attributes which people read or hear. */
const spoken = new Set([
  "aria-label",
  "title",
  "label",
  "placeholder",
  "alt",
  "description",
  "text",
  "lead",
  "note",
  "unit",
  "explain",
  "kind",
]);
const letters = /\p{L}{2}/u;

function hardCoded(source: string): readonly string[] {
  const found: string[] = [];
  walk(parseAst(source, { lang: "tsx" }), (node) => {
    if (node.type === "JSXText" && letters.test(String(node["value"])))
      found.push(String(node["value"]).trim());
    if (node.type !== "JSXAttribute") return;
    const name = String((node["name"] as Node)["name"]);
    const value = node["value"] as Node | null;
    if (spoken.has(name) && value?.type === "Literal" && letters.test(String(value["value"])))
      found.push(`${name}="${String(value["value"])}"`);
  });
  return found;
}

test("the check for hard-coded strings sees them", () => {
  assert.deepEqual(hardCoded('export const A = () => <p title="Hello">World {b}</p>;'), [
    'title="Hello"',
    "World",
  ]);
});

test("no sentence is hard-coded in a component, and every key that is used exists", () => {
  const files = readdirSync(web, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tsx"),
  );
  assert.ok(files.length > 50);
  for (const file of files) {
    const source = readFileSync(join(web, file), "utf8");
    assert.deepEqual(hardCoded(source), [], file);
    for (const [, key = ""] of source.matchAll(/\b(?:t|say)\(\s*"([^"]+)"/g))
      assert.ok(has(key), `${file}: ${key}`);
  }
});

test("the language is the one chosen, else the browser's first that we speak, else English", () => {
  assert.equal(preferredLanguage("pt-BR", ["en-GB"]), "pt-BR");
  assert.equal(preferredLanguage(null, ["fr-FR", "pt-PT", "en-GB"]), "pt-BR");
  assert.equal(preferredLanguage("xx", ["de-DE"]), "en");
});
