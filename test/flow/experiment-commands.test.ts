import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { GarbageReport } from "../../src/contract/http/garbage.ts";
import type { Experiment, ExperimentSummary, Run } from "../../src/contract/records/experiments.ts";
import { mlflowCalls } from "../support/garbage-house.ts";
import { prumo } from "../support/prumo.ts";
import { startPrumoServer, type TrackingServer } from "../support/tracking-servers.ts";

let server: TrackingServer;
let mlflow: ReturnType<typeof mlflowCalls>;
const runs: string[] = [];
before(async () => {
  server = await startPrumoServer();
  mlflow = mlflowCalls(server.url);
  const experiment = await mlflow.experiment("churn");
  for (const [index, auc] of [0.7, 0.9, 0.8].entries()) {
    const run_id = await mlflow.run(experiment);
    runs.push(run_id);
    // The last value is the worst of each run.
    const metrics = [auc, auc - 0.3].map((value, step) => ({ key: "auc", value, timestamp: step, step }));
    const params = [{ key: "depth", value: String(index + 2) }];
    await mlflow.asked("runs/log-batch", { run_id, metrics, params, tags: [{ key: "team", value: "a b" }] });
  }
  await mlflow.asked("runs/log-inputs", {
    run_id: runs[1],
    datasets: [{ dataset: { name: "train", digest: "d1", source_type: "local", source: "{}" } }],
  });
  await mlflow.put(`${experiment}/${runs[1]}/artifacts/a.txt`, "artifact");
});
after(() => server[Symbol.asyncDispose]());

const said = (...args: string[]) => prumo(args, server.directory);
async function json<Value>(...args: string[]): Promise<Value> {
  const { code, stdout, stderr } = await said(...args, "--json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Value;
}
const idsOf = (found: readonly Run[]) => found.map(({ id }) => id);

test("experiments and runs by the command line", async (t) => {
  await t.test("experiment runs searches by the grammar, in an order, by pages", async () => {
    const depth = (number: number) => runs[number - 2] ?? "";
    const order = ["--order", "best(metrics.auc) desc"];
    assert.deepEqual(idsOf(await json("experiment", "runs", ...order)), [depth(3), depth(4), depth(2)]);
    assert.deepEqual(
      idsOf(await json("experiment", "runs", "max(metrics.auc) > 0.75 AND params.depth != '4'")),
      [depth(3)],
    );
    assert.deepEqual(idsOf(await json("experiment", "runs", ...order, "--limit", "1")), [depth(3)]);
    const within = ["--experiment", "churn", "--limit", "2"];
    assert.equal((await json<Run[]>("experiment", "runs", ...within)).length, 2);
    assert.match((await said("experiment", "runs", ...within)).stdout, /There are more: `--limit 20`/);
    assert.deepEqual(await json("experiment", "runs", "--experiment", "Default"), []);
  });

  await t.test("experiment runs shows the columns that are asked for", async () => {
    const columns = `best(metrics.auc), params.depth, tags."team"`;
    const { stdout } = await said("experiment", "runs", "params.depth = '3'", "--columns", columns);
    const [head = "", row = ""] = stdout.split("\n");
    assert.match(head, /^run +name +best\(metrics\.auc\) +params\.depth +tags\."team"$/);
    assert.match(row, new RegExp(`^${runs[1]} .* 0\\.9 +3 +a b$`));
  });

  await t.test("a filter, an order or columns that cannot be read get a caret under the place", async () => {
    const wrong: readonly [args: string[], text: string, at: string][] = [
      [["metrics.auc >> 0.9"], "metrics.auc >> 0.9", "> 0.9"],
      [["metrics.auc > 1", "--order", "start_time, best(params.a)"], "start_time, best(params.a)", ")"],
      [["nonsense = 1", "--order", "start_time, best(params.a)"], "nonsense = 1", "nonsense"],
      [["--columns", "params.depth, ("], "params.depth, (", "("],
    ];
    for (const [args, text, at] of wrong) {
      const { code, stderr } = await said("experiment", "runs", ...args);
      assert.equal(code, 2, stderr);
      const lines = stderr.split("\n");
      const line = lines.findIndex((each) => each.trim() === text);
      assert.ok(line > 0, stderr);
      const shown = lines[line] ?? "";
      const caret = lines[line + 1]?.indexOf("^") ?? -1;
      assert.ok(shown.slice(caret).startsWith(at), `${shown}\n${lines[line + 1]}: ${at}`);
    }
    assert.equal((await said("experiment", "runs", "--limit", "none")).code, 2);
    assert.equal((await said("experiment", "runs", "--experiment", "nobody")).code, 1);
  });

  await t.test("experiment show tells of a run what was logged", async () => {
    const { stdout } = await said("experiment", "show", runs[1] ?? "");
    for (const part of [/depth +3/, /auc +0\.6 +0\.6 +0\.9/, /team +a b/, /train +d1/, /a\.txt +8 B/])
      assert.match(stdout, part);
  });

  await t.test("runs are deleted and restored", async () => {
    const [one = "", two = ""] = runs;
    assert.equal((await said("experiment", "delete", one, "0".repeat(32))).code, 1);
    assert.equal((await json<Run[]>("experiment", "runs")).length, 3, "one of two was deleted");
    const deleted = await json<Run[]>("experiment", "delete", one, two);
    assert.deepEqual(idsOf(deleted), [one, two]);
    assert.ok(deleted.every(({ isDeleted }) => isDeleted));
    assert.deepEqual(idsOf(await json("experiment", "runs")), [runs[2]]);
    assert.deepEqual(new Set(idsOf(await json("experiment", "runs", "--deleted"))), new Set([one, two]));
    assert.match((await said("experiment", "restore", one)).stdout, /is back in churn/);
    await json("experiment", "restore", two);
    assert.equal((await json<Run[]>("experiment", "runs")).length, 3);
  });

  await t.test("experiments are made, renamed, deleted, restored, and removed for good", async () => {
    const made = await json<Experiment>("experiment", "create", "spring sale", "--tag", "team=growth");
    assert.deepEqual([made.name, made.tags], ["spring sale", { team: "growth" }]);
    assert.equal((await said("experiment", "create", "spring sale")).code, 1);
    assert.equal((await said("experiment", "create", "x", "--tag", "none")).code, 2);
    await json("experiment", "rename", "churn", "churn 2");
    assert.equal((await said("experiment", "rename", "churn 2", "spring sale")).code, 1);
    const { stdout } = await said("experiment", "delete", "churn 2");
    assert.match(stdout, /deleted with its 3 runs/);
    assert.match(stdout, /prumo experiment restore "churn 2"/);
    const names = (items: readonly ExperimentSummary[]) => items.map(({ name }) => name);
    assert.deepEqual(names(await json("experiment", "list")), ["Default", "spring sale"]);
    assert.deepEqual(names(await json("experiment", "list", "--deleted")), ["churn 2"]);
    await json("experiment", "restore", "churn 2");
    assert.equal((await json<Run[]>("experiment", "runs", "--experiment", "churn 2")).length, 3);
    await json("experiment", "delete", "churn 2");

    assert.match((await said("gc")).stdout, /Nothing to remove: nothing was deleted 30d ago or longer/);
    const dry = await said("gc", "--older-than", "0");
    assert.match(dry.stdout, /^Would be removed\n/);
    assert.match(dry.stdout, /runs +3/);
    assert.match(dry.stdout, /Names to be free again: churn 2/);
    assert.match(dry.stdout, /To remove it for good: `prumo gc --older-than 0 --apply`/);
    assert.deepEqual(names(await json("experiment", "list", "--deleted")), ["churn 2"]);
    const report = await json<GarbageReport>("gc", "--older-than", "0", "--apply");
    assert.deepEqual([report.isDryRun, report.experiments, report.runs], [false, ["churn 2"], 3]);
    assert.deepEqual([report.artifacts, report.young.count], [1, 1], "its bytes were put a moment ago");
    assert.equal((await json<Experiment>("experiment", "create", "churn 2")).name, "churn 2");
    assert.equal((await said("gc", "--older-than", "soon")).code, 2);
  });
});

test("gc works where no server runs", async () => {
  const directory = server.directory;
  server.process.kill("SIGTERM");
  await new Promise((resolve) => server.process.once("exit", resolve));
  const { code, stdout, stderr } = await prumo(["gc", "--older-than", "0", "--apply", "--json"], directory);
  assert.equal(code, 0, stderr);
  assert.equal((JSON.parse(stdout) as GarbageReport).isDryRun, false);
});
