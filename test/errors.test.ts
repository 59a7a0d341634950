import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { staleDocs } from "../scripts/docs.ts";
import { catalogue } from "../src/kernel/errors/catalogue.ts";
import { asPrumoError, type ErrorEntry, fail, PrumoError } from "../src/kernel/errors/prumo-error.ts";

const root = join(import.meta.dirname, "..");
const sources = globSync("src/**/*.ts", { cwd: root })
  .filter((file) => !file.startsWith("src/kernel/errors/"))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .concat(readFileSync(join(root, "src/kernel/errors/prumo-error.ts"), "utf8"));
const entries = Object.entries<ErrorEntry>(catalogue);

test("every error of the catalogue is given somewhere in the source", () => {
  const unused = entries
    .map(([code]) => code)
    .filter((code) => !sources.some((text) => text.includes(`"${code}"`)));
  assert.deepEqual(unused, []);
  assert.ok(entries.length > 50, "the catalogue was read");
});

test("a code names area and what happened; message and repair are sentences", () => {
  for (const [code, { status, message, repair }] of entries) {
    assert.match(code, /^[a-z]+\/[a-z][a-z-]*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(message, /([.?!]|\})$/, `${code}: the message is no sentence`);
    assert.match(repair, /([.?!]|\}|…)$/, `${code}: the repair is no sentence`);
    assert.match(repair, /^([A-Z`{])/, `${code}: the repair does not begin like a sentence`);
  }
});

test("what is generated in the docs says what the code says", () => {
  assert.deepEqual(staleDocs(), [], "run `npm run docs`");
});

test("an error fills in its details, keeps its cause, and says how to repair", () => {
  const cause = new Error("EIO");
  const error = fail("server/port-busy", { host: "127.0.0.1", port: 7786 }, cause);
  assert.equal(error.message, "Port 7786 of 127.0.0.1 is taken by another program.");
  assert.equal(error.cause, cause);
  assert.match(error.repair, /--port 0/);
  assert.equal(asPrumoError(error), error);
  const unforeseen = asPrumoError(cause);
  assert.ok(
    unforeseen instanceof PrumoError && unforeseen.code === "kernel/unexpected" && unforeseen.cause === cause,
  );
});
