import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stations } from "../src/lifecycle/stations.ts";
import { cycles, knots } from "./architecture/cycles.ts";
import { layerOf, objection } from "./architecture/judge-edges.ts";
import { readPlan, typeCycles, outsideRooms } from "./architecture/plan.ts";
import { type Edge, namedIn, readEdges, sourceFiles } from "./architecture/read-imports.ts";

const root = join(import.meta.dirname, "..");
const files = sourceFiles(root, ["src", "web"]);
const edges = readEdges(root, files);
const plan = readPlan(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
const order = stations.map((station) => station.name);
const pairs = (wanted: (edge: Edge) => boolean) =>
  edges.filter((edge) => edge.isOurs && wanted(edge)).map(({ from, to }) => [from, to] as const);

test("the reader of imports sees every way in which one file names another", () => {
  const text = `import { a } from "./a.ts"; import type { B } from "./b.ts"; import { type C } from "./c.ts";
    export * from "./d.ts"; export { e } from "./e.ts"; export type { F } from "./f.ts"; import "./g.ts";
    type H = import("./h.ts").H; const i = () => import("./i.ts");
    new Worker(new URL("./j.ts", import.meta.url)); const k = <K title="x" />; // import "./comment.ts"
    const text = 'import "./text.ts"';`;
  assert.deepEqual(
    namedIn("x.tsx", text)
      .map(({ name, kind }) => `${name} ${kind}`)
      .sort(),
    [
      "./a.ts value",
      "./b.ts type",
      "./c.ts type",
      "./d.ts value",
      "./e.ts value",
      "./f.ts type",
      "./g.ts value",
      "./h.ts type",
      "./i.ts dynamic",
      "./j.ts worker",
    ],
  );
  assert.throws(() => namedIn("x.ts", "import {"), /x\.ts/);
});

test("the judge refuses what the plan forbids", () => {
  const forbidden: [from: string, to: string, kind?: Edge["kind"]][] = [
    ["src/kernel/ids.ts", "src/contract/names.ts"],
    ["src/engines/learning.ts", "src/ports/table-engine.ts", "type"],
    ["src/lifecycle/datasets/index.ts", "src/lifecycle/models/index.ts", "type"],
    ["src/lifecycle/models/index.ts", "src/lifecycle/datasets/ingest.ts"],
    ["src/lifecycle/models/index.ts", "src/adapters/sqlite/meta-store.ts"],
    ["src/server/serve.ts", "src/adapters/sqlite/meta-store.ts", "dynamic"],
    ["src/server/serve.ts", "src/lifecycle/models/register.ts", "type"],
    ["src/adapters/sqlite/meta-store.ts", "src/adapters/files/publish.ts"],
    ["src/app/open-app.ts", "src/lifecycle/models/steps.ts"],
    ["src/app/open-app.ts", "src/server/serve.ts"],
    ["web/main.tsx", "src/app/app.ts", "type"],
    ["web/main.tsx", "src/lifecycle/models/index.ts", "type"],
    ["web/main.tsx", "src/kernel/ids.ts", "value"],
    ["web/main.tsx", "src/engines/metrics/binary.ts", "value"],
    ["src/cli/main.ts", "src/ports/table-engine.ts", "value"],
  ];
  for (const [from, to, kind = "value"] of forbidden)
    assert.ok(objection({ from, to, isOurs: true, kind }, plan, order), `${from} → ${to}`);
  const folder = {
    from: "web/main.tsx",
    to: "src/engines/search/query.ts",
    isOurs: true,
    kind: "value",
  } as const;
  assert.equal(
    objection(folder, plan, order),
    undefined,
    "the one folder of the engines that web may import",
  );
  const packages: [from: string, to: string][] = [
    ["src/lifecycle/datasets/ingest.ts", "@duckdb/node-api"],
    ["src/engines/onnx/read.ts", "onnxruntime-node"],
    ["src/app/app.ts", "node:sqlite"],
    ["src/kernel/ids.ts", "left-pad"],
  ];
  for (const [from, to] of packages)
    assert.ok(objection({ from, to, isOurs: false, kind: "type" }, plan, order), `${from} → ${to}`);
});

test("every import is in the plan of ARCHITECTURE.md", (context) => {
  const seen = Object.entries(Object.groupBy(edges, (edge) => layerOf(edge.from)));
  for (const [layer, some = []] of seen) context.diagnostic(`${layer}: ${some.length} edges`);
  // A reader that silently sees nothing would find nothing wrong.
  const blind = [...plan.keys()].filter(
    (layer) => !seen.some(([name, some]) => name === layer && some?.length),
  );
  assert.deepEqual(blind, [], "layers of the plan without one edge");
  assert.deepEqual(edges.map((edge) => objection(edge, plan, order)).filter(Boolean), []);
});

test("a single folder that another layer may import imports nothing else, so that it brings nothing along", () => {
  const folders = [...plan.values()].flatMap((rule) => [...rule.folders]);
  assert.deepEqual(folders, ["engines/search"]);
  const isWithin = (path: string) => folders.some((folder) => path.startsWith(`src/${folder}/`));
  const own = edges.filter((edge) => isWithin(edge.from));
  assert.ok(own.length > 0, "no import seen in it");
  assert.deepEqual(
    own.filter((edge) => !isWithin(edge.to)),
    [],
  );
});

test("no import cycles between files, but for types that say so", () => {
  assert.deepEqual(
    cycles([
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
      ["c", "d"],
    ]),
    [["a", "b", "c"]],
  );
  assert.deepEqual(cycles(pairs(({ kind }) => kind === "value" || kind === "dynamic")), []);
  const withTypes = cycles(pairs(({ kind }) => kind !== "worker"));
  /** The one folder that a cycle stays in, or undefined. */
  const folderOf = (part: string[], folder: RegExp) => {
    const folders = new Set(part.map((file) => folder.exec(file)?.[0]));
    return folders.size === 1 ? [...folders][0] : undefined;
  };
  const isKnown = (part: string[]) => typeCycles.some(({ folder }) => folderOf(part, folder) !== undefined);
  assert.deepEqual(
    withTypes.filter((part) => !isKnown(part)),
    [],
  );
  for (const { folder } of typeCycles)
    assert.ok(
      withTypes.some((part) => folderOf(part, folder)),
      `${folder} has no cycle any more: take it off the list`,
    );
});

test("no two folders import each other", () => {
  const all = pairs(
    ({ kind, from, to }) => kind !== "worker" && ![from, to].some((file) => outsideRooms.includes(file)),
  );
  assert.deepEqual(
    knots(
      [
        ["a/x", "b/x"],
        ["b/y", "a/y"],
      ],
      (path) => path[0],
    ),
    ["a b"],
  );
  assert.deepEqual(knots(all, layerOf), [], "layers");
  const room = (path: string) => /^(src\/[^/]+|web)\/[^/]+(?=\/)/.exec(path)?.[0];
  assert.deepEqual(knots(all, room), [], "rooms within layers");
});

test("no file is longer than 400 lines", () => {
  const every = [...files, ...sourceFiles(root, ["test", "bench", "scripts", "examples"])];
  const lines = (file: string) => readFileSync(join(root, file), "utf8").split("\n").length - 1;
  assert.deepEqual(
    every.filter((file) => lines(file) > 400),
    [],
  );
});

test("the repository's root has at most 20 entries", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" });
  const entries = new Set(
    tracked
      .split("\n")
      .filter(Boolean)
      .map((path) => path.split("/")[0]),
  );
  assert.ok(entries.size > 0 && entries.size <= 20, [...entries].join(" "));
});
