import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stations } from "../src/lifecycle/stations.ts";
import { type Edge, readEdges, sourceFiles } from "./architecture/read-imports.ts";
import { cycles, layerOf, mayImport, stationOf } from "./architecture/rules.ts";

const root = join(import.meta.dirname, "..");
const files = sourceFiles(root, ["src", "web"]);
const edges = readEdges(root, files);
const ours = edges.filter(({ isOurs }) => isOurs);
const written = ({ from, to }: Edge) => `${from} → ${to}`;

test("the imports were read", (context) => {
  const counted = Map.groupBy(ours, ({ from, to }) => `${layerOf(from)} → ${layerOf(to)}`);
  for (const [pair, found] of [...counted].sort(([a], [b]) => (a < b ? -1 : 1)))
    context.diagnostic(`${pair}: ${found.length}`);
  context.diagnostic(`${files.length} files, ${edges.length} edges, ${ours.length} of them within the house`);
  assert.ok(ours.length > 500, "a check that sees no edge proves nothing");
  for (const layer of [
    "kernel",
    "contract",
    "engines",
    "ports",
    "lifecycle",
    "adapters",
    "app",
    "server",
    "cli",
    "web",
  ]) {
    assert.ok(
      ours.some(({ from }) => layerOf(from) === layer),
      `no import was seen in ${layer}`,
    );
  }
});

test("every layer imports only what the table of ARCHITECTURE.md lets it", () => {
  assert.deepEqual(ours.filter((edge) => !mayImport(edge)).map(written), []);
});

test("the table of ARCHITECTURE.md names every layer that there is", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  for (const layer of new Set(files.map(layerOf))) {
    if (layer !== "index") assert.match(text, new RegExp(`\\b${layer}\\b`), layer);
  }
});

test("a station imports only stations upstream of it, through their index.ts", () => {
  const order = stations.map(({ name }) => name as string);
  const between = ours.filter(
    ({ from, to }) => stationOf(from) !== null && stationOf(to) !== null && stationOf(from) !== stationOf(to),
  );
  assert.ok(between.length > 5);
  const wrong = between.filter(({ from, to }) => {
    const isUpstream = order.indexOf(stationOf(to) ?? "") < order.indexOf(stationOf(from) ?? "");
    return !isUpstream || !to.endsWith("/index.ts");
  });
  assert.deepEqual(wrong.map(written), []);
});

test("stations are entered through index.ts; only app/step-kinds.ts reads their steps.ts", () => {
  const wrong = ours.filter(({ from, to }) => {
    if (stationOf(to) === null || from.startsWith("src/lifecycle/")) return false;
    return !to.endsWith("/index.ts") && !(to.endsWith("/steps.ts") && from === "src/app/step-kinds.ts");
  });
  assert.deepEqual(wrong.map(written), []);
});

test("no adapter imports another, and only app imports adapters", () => {
  const toAdapters = ours.filter(({ to }) => layerOf(to) === "adapters");
  const wrong = toAdapters.filter(({ from, to }) => {
    if (layerOf(from) === "app") return false;
    return layerOf(from) !== "adapters" || from.split("/")[2] !== to.split("/")[2];
  });
  assert.deepEqual(wrong.map(written), []);
});

test("a heavy driver is imported by one folder", () => {
  const homes: Readonly<Record<string, readonly string[]>> = {
    "@duckdb/node-api": ["src/adapters/duckdb/"],
    "onnxruntime-node": ["src/adapters/onnxruntime/"],
    "node:sqlite": ["src/adapters/sqlite/"],
    fastify: ["src/server/"],
    pbf: ["src/engines/onnx/"],
    commander: ["src/cli/"],
    react: ["web/"],
  };
  for (const [driver, folders] of Object.entries(homes)) {
    const uses = edges.filter(({ to, from }) => to === driver && !from.endsWith("commands/doctor.ts"));
    assert.ok(uses.length > 0, `${driver} is not imported at all`);
    assert.deepEqual(
      uses.filter(({ from }) => !folders.some((folder) => from.startsWith(folder))).map(written),
      [],
    );
  }
});

test("no file imports itself by a detour", () => {
  const atRunTime = ours.filter(({ kind }) => kind !== "type");
  assert.deepEqual(cycles(atRunTime), []);
});

test("layers do not depend on each other both ways", () => {
  const pairs = new Set(ours.map(({ from, to }) => `${layerOf(from)} ${layerOf(to)}`));
  const knots = [...pairs].filter((pair) => {
    const [from, to] = pair.split(" ");
    return from !== to && pairs.has(`${to} ${from}`);
  });
  assert.deepEqual(knots, []);
});

test("no file above 400 lines, and few things in the root", () => {
  const all = sourceFiles(root, ["src", "web", "test", "bench", "scripts", "examples"]);
  const long = all.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 401);
  assert.deepEqual(long, []);
  const tracked = execFileSync("git", ["ls-tree", "--name-only", "HEAD"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  assert.ok(tracked.length <= 24, `${tracked.length} entries in the root`);
});
