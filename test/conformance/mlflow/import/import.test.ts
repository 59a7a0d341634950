import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Import } from "../../../../src/contract/records/imports.ts";
import { ended, exampleProject, prumo, startPrumo } from "../../../support/prumo.ts";
import { runPython } from "../../../support/python.ts";
import { startMlflowServer, startPrumoServer, testPython } from "../../../support/tracking-servers.ts";

const found = testPython();
const python = "path" in found ? found.path : "";
const script = (name: string) => join(import.meta.dirname, `${name}.py`);
const fillRuns = join(import.meta.dirname, "../../../../bench/tracking-fill.py");

async function importFrom(url: string, directory: string, ...more: string[]) {
  const { code, stdout, stderr } = await prumo(
    ["experiment", "import", "--from", url, "--json", ...more],
    directory,
  );
  return { code, stderr, report: JSON.parse(stdout) as Import };
}

/** The scripts assert that MLflow's own client finds the same at both servers. */
describe(
  "prumo experiment import, from MLflow's own server",
  { skip: "skip" in found ? found.skip : false },
  () => {
    it("copies one of everything, and nothing again", async () => {
      await using mlflow = await startMlflowServer(python);
      await runPython(python, [script("fill_everything")], { MLFLOW_TRACKING_URI: mlflow.url });
      using project = exampleProject("blank");
      const counted = await importFrom(mlflow.url, project.directory, "--dry-run");
      assert.equal(counted.report.counts.runs.copied, 12);

      const first = await importFrom(mlflow.url, project.directory);
      assert.equal(first.code, 0, first.stderr);
      assert.deepEqual(first.report.problems, []);
      const { counts } = first.report;
      const copied = Object.fromEntries(Object.entries(counts).map(([kind, { copied }]) => [kind, copied]));
      assert.deepEqual(copied, {
        experiments: 5,
        "logged models": 2,
        runs: 12,
        files: counts.files.total,
        models: 3,
        "model versions": 4,
      });

      await using server = await startPrumoServer(project.directory);
      await runPython(python, [script("compare"), mlflow.url, server.url, "models"]);
      const { promotions } = (await (await fetch(`${server.url}/api/v1/models/iris/promotions`)).json()) as {
        promotions: { alias: string; reason: string }[];
      };
      assert.deepEqual(
        promotions
          .map(({ alias, reason }) => [alias, reason])
          .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
        ["Production", "Staging", "challenger", "champion"].map((alias) => [
          alias,
          `imported from ${mlflow.url}`,
        ]),
      );

      // Now beside the running server.
      const again = await importFrom(mlflow.url, project.directory, "--recheck-files");
      assert.equal(again.code, 0, again.stderr);
      for (const [kind, { copied, here }] of Object.entries(again.report.counts)) {
        assert.deepEqual([kind, copied, here], [kind, 0, counts[kind as keyof typeof counts].copied]);
      }
    });

    it("copies files that lie on the server's disk, by the server's hands", async () => {
      await using mlflow = await startMlflowServer(python, {}, { isProxied: false });
      const said = await runPython(python, [script("fill_unproxied")], { MLFLOW_TRACKING_URI: mlflow.url });
      const [runId = "", modelId = ""] = (said.trim().split("\n").at(-1) ?? "").split(" ");
      using project = exampleProject("blank");
      const { code, report, stderr } = await importFrom(mlflow.url, project.directory);
      assert.equal(code, 0, `${stderr} ${JSON.stringify(report.problems)}`);
      assert.equal(report.counts.files.copied, 2);

      await using server = await startPrumoServer(project.directory);
      const read = async (path: string) => (await fetch(`${server.url}${path}`)).text();
      assert.equal(await read(`/get-artifact?run_id=${runId}&path=notes/a.txt`), "of the run");
      assert.equal(
        await read(`/api/2.0/mlflow-artifacts/artifacts/0/models/${modelId}/artifacts/weights.txt`),
        "of the model",
      );
      const version = JSON.parse(await read("/api/2.0/mlflow/model-versions/get?name=plain&version=1")) as {
        model_version: { source: string };
      };
      assert.equal(version.model_version.source, `mlflow-artifacts:/0/${runId}/artifacts/notes`);
    });

    it("copies a thousand runs, killed in the middle and taken up again, so that both answer every search alike", async (context) => {
      await using mlflow = await startMlflowServer(python);
      const asked = await fetch(`${mlflow.url}/api/2.0/mlflow/experiments/create`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "thousand" }),
      });
      const { experiment_id: id } = (await asked.json()) as { experiment_id: string };
      await runPython(python, [fillRuns, join(mlflow.directory, "mlflow.db"), id, "1000"]);
      using project = exampleProject("blank");

      const child = startPrumo(["experiment", "import", "--from", mlflow.url], project.directory);
      await someRuns(project.directory);
      child.kill("SIGKILL");
      await once(child, "exit");
      const { code, report } = await importFrom(mlflow.url, project.directory);
      assert.equal(code, 0);
      const { copied, here, failed, total } = report.counts.runs;
      assert.deepEqual([copied + here, failed, total], [1000, 0, 1000]);
      context.diagnostic(`${here} runs were there when it was killed`);
      assert.ok(here > 0 && copied > 0, `killed too early or too late: ${here} of 1000 were there`);

      await using server = await startPrumoServer(project.directory);
      context.diagnostic(await runPython(python, [script("compare"), mlflow.url, server.url]));
      const table = await ended(
        startPrumo(["experiment", "import", "--from", mlflow.url], project.directory),
      );
      assert.match(table.stdout, /^runs +0 +1,000 +0$/m);
    });
  },
);

/** Waits until an import that is under way has finished some runs, as its records say. */
async function someRuns(directory: string): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  for (;;) {
    await sleep(20);
    try {
      using database = new DatabaseSync(join(directory, ".prumo/meta.db"), { readOnly: true });
      const row = database
        .prepare("select count(*) as done from imported where kind = 'run' and has_data = 1")
        .get();
      if (Number(row?.["done"]) > 0) return;
    } catch {
      // the store, or the table, is not made yet
    }
  }
}
