import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readProject } from "../../../src/app/project/read-project.ts";
import { PrumoError } from "../../../src/kernel/errors/prumo-error.ts";

/** Reads a project of one file and gives it, or the error. */
async function reading(name: string, text: string) {
  const directory = mkdtempSync(join(tmpdir(), "prumo-project-"));
  try {
    writeFileSync(join(directory, name), text);
    return (await readProject(directory)).project;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function refusal(name: string, text: string): Promise<PrumoError> {
  const outcome = await reading(name, text).catch((error: unknown) => error);
  assert.ok(outcome instanceof PrumoError, "a PrumoError was expected");
  return outcome;
}

const yaml = `name: orders
datasets:
  orders:
    source: { csv: data/orders.csv }
    time: at
    checks:
      - notNull: [price, at]
      - inRange: { column: price, min: 0 }
        severity: warn
  shops:
    source: { parquet: data/shops.parquet }
    key: id
tables:
  rows:
    from: orders
    lookups: { city: { dataset: shops, column: shop, key: id, take: city } }
    columns:
      returned: days > 14 and not isNull(reason)
      cents: price * 100 - 1
      city: category(city)
requirements:
  - { id: R1, title: Ranks, metric: rocAuc, atLeast: 0.6 }
pipelines:
  train:
    params: { window: {}, trees: 10 }
    steps:
      version: { ingest: orders, window: \${params.window} }
      checked: { check: \${version} }
      shops: { ingest: shops }
      table: { prepare: rows, input: \${checked}, lookups: { shops: \${shops} } }
      parts: { split: \${table}, test: 0.25 }
      fitted: { train: \${parts.train}, target: returned, algorithm: { gbdt: { trees: \${params.trees} } } }
      report: { evaluate: \${fitted}, on: \${parts.test}, slices: [city] }
      passed: { gate: \${report} }
      release: { register: \${fitted}, as: orders, report: \${report}, when: \${passed} }
      live: { deploy: \${release}, to: returns }
deployments:
  returns: {}
monitors:
  returns: { deployment: returns, every: 1w }
retraining:
  - { pipeline: train, monitor: returns }
`;

const typescript = `import {
  col, csv, dataset, defineProject, deployment, gbdt, inRange, lookup, monitor, notNull, parquet, pipeline, prepare, requirement, retrain, atLeast,
} from "prumo";
const orders = dataset("orders", {
  source: csv("data/orders.csv"), time: "at", checks: [notNull("price", "at"), inRange("price", { min: 0 }).warn()],
});
const shops = dataset("shops", { source: parquet("data/shops.parquet"), key: "id" });
const rows = prepare("rows", {
  from: orders,
  join: [lookup(shops, { on: { shop: "id" }, take: { city: "city" } })],
  columns: {
    returned: col("days").gt(14).and(col("reason").isNull().not()),
    cents: col("price").times(100).minus(1),
    city: col("city").category(),
  },
});
const requirements = [requirement("R1", "Ranks", { metric: "rocAuc", ...atLeast(0.6) })];
const returns = deployment("returns");
const train = pipeline("train", { window: {}, trees: 10 }, ({ step, params }) => {
  const version = step.ingest(orders, { window: params.window, name: "version" });
  const checked = step.check(version, { name: "checked" });
  const places = step.ingest(shops, { name: "shops" });
  const table = step.prepare(rows, { input: checked, lookups: { shops: places }, name: "table" });
  const parts = step.split(table, { test: 0.25, name: "parts" });
  const fitted = step.train(parts.train, { target: "returned", algorithm: gbdt({ trees: params.trees }), name: "fitted" });
  const report = step.evaluate(fitted, { on: parts.test, slices: ["city"], name: "report" });
  const passed = step.gate(report, requirements, { name: "passed" });
  const release = step.register(fitted, { as: "orders", report, when: passed, name: "release" });
  step.deploy(release, { to: returns, name: "live" });
});
const watch = monitor("returns", { of: returns, every: "1w" });
export default defineProject({
  name: "orders", requirements, datasets: [orders, shops], tables: [rows], pipelines: [train], deployments: [returns],
  monitors: [watch], retraining: [retrain(train, { when: watch.alerts })],
});
`;

test("TypeScript and YAML mean the same", async () => {
  const fromTypeScript = await reading("prumo.config.ts", typescript);
  const fromYaml = await reading("prumo.yaml", yaml);
  assert.deepEqual(fromYaml, fromTypeScript);
  assert.equal(Object.keys(fromYaml.pipelines["train"]?.steps ?? {}).length, 10);
});

test("the project is frozen", async () => {
  const project = await reading("prumo.yaml", yaml);
  assert.throws(() => Object.assign(project, { name: "other" }), TypeError);
  assert.throws(() => Object.assign(project.datasets["orders"] ?? {}, { time: "x" }), TypeError);
});

/** What is changed, what the message must say, what the repair must say. */
const mistakes: [change: [string, string], message: RegExp, repair: RegExp][] = [
  [["- inRange: {", "- inRnge: {"], /prumo\.yaml:8: .*"inRnge".*inRange/, /Did you mean inRange\?/],
  [["time: at", "tme: at"], /prumo\.yaml:5: .*tme.* not a known setting/, /Did you mean time\?/],
  [
    ["check: ${version}", "check: ${versoin}"],
    /prumo\.yaml:2\d: .*\$\{versoin\}.*did you mean \$\{version\}/,
    /Correct/,
  ],
  [["from: orders", "from: ordrs"], /prumo\.yaml:15: .*dataset ordrs/, /Did you mean orders\?/],
  [["every: 1w", "every: weekly"], /prumo\.yaml:4\d: monitors\.returns\.every is "weekly".*duration/, /./],
  [["days > 14 and", "days > and"], /prumo\.yaml:1\d: the expression "days > and/, /./],
  [["{ ingest: orders,", "{ injest: orders,"], /no kind that prumo knows.*did you mean ingest/, /./],
  [["to: returns", "to: retruns"], /deployment retruns/, /Did you mean returns\?/],
  [["name: orders", "name: [orders"], /prumo\.yaml:\d+: /, /Correct that line/],
  [["metric: rocAuc", "metric: rocauc"], /"rocauc"/, /Did you mean rocAuc\?/],
];

for (const [[from, to], message, repair] of mistakes) {
  test(`a mistake in YAML names file, line and repair: ${to}`, async () => {
    assert.ok(yaml.includes(from));
    const error = await refusal("prumo.yaml", yaml.replace(from, to));
    assert.match(error.message, message);
    assert.match(error.repair, repair);
  });
}

test("a throw in TypeScript names its line", async () => {
  const error = await refusal(
    "prumo.config.ts",
    `import { defineProject } from "prumo";\n\nthrow new Error("no data today");\n`,
  );
  assert.equal(error.code, "project/unreadable");
  assert.match(error.message, /prumo\.config\.ts:3: no data today/);
});

test("a syntax error in TypeScript is one sentence", async () => {
  const error = await refusal("prumo.config.ts", `export default {{ name: "x" };\n`);
  assert.equal(error.code, "project/unreadable");
  assert.doesNotMatch(error.message, /\n/);
});

test("a wrong value in TypeScript names the line where its name is written", async () => {
  const error = await refusal("prumo.config.ts", typescript.replace('every: "1w"', 'every: "weekly"'));
  assert.match(error.message, /prumo\.config\.ts:3\d: monitors\.returns\.every is "weekly"/);
});

test("a folder without a project says what to do", async () => {
  const error = await refusal("other.txt", "");
  assert.equal(error.code, "project/not-found");
  assert.match(error.repair, /prumo init/);
});

test("a YAML bomb and prototype keys are refused", async () => {
  const bomb = `name: x\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  assert.ok((await refusal("prumo.yaml", bomb)) instanceof PrumoError);
  const polluted = await refusal("prumo.yaml", `name: x\n__proto__: { polluted: true }\n`);
  assert.equal(polluted.code, "project/invalid");
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});
