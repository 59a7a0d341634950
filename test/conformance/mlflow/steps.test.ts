import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openProgramHouse, programProject, rows, runPython } from "../../support/program-project.ts";
import { prumo } from "../../support/prumo.ts";
import { testPython } from "../../support/tracking-servers.ts";

const found = testPython();
const python = "path" in found ? found.path : "";

interface Seen {
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly inputs: readonly (Readonly<Record<string, string>> & { tags: Readonly<Record<string, string>> })[];
  readonly outputs: readonly string[];
  readonly files: readonly string[];
  readonly found: number;
}

/** Training code that knows MLflow alone, as a step of a pipeline; MLflow's own client is the judge. */
describe("a Python program as a step", { skip: "skip" in found ? found.skip : false }, () => {
  it("logs to its step's run, even where `prumo run` is all that is open", async () => {
    const lock = "mlflow==3.17.2\n";
    await using project = await programProject([python, "fit.py"], { outputs: { about: "json" } });
    writeFileSync(join(project.path, "requirements.txt"), lock);
    // No `prumo up`: the command's own house is what the program logs to.
    const first = await prumo(["run", "learn", "--json"], project.path);
    assert.equal(first.code, 0, first.stderr);

    await using house = await openProgramHouse(project.path);
    const again = await house.learn();
    assert.equal(again.steps["fit"]?.state, "cached");
    const { id: experimentId } = await house.app.experiments.experimentNamed("learn");
    const { items } = await house.app.experiments.runs(experimentId);
    assert.equal(items.length, 1, "what comes from the cache makes no run");
    const [run] = items;
    assert.ok(run);
    const about = again.steps["fit"].outputs["about"]?.value as { run: string; model: string; rows: number };
    assert.deepEqual([about.run, about.rows], [run.id, rows]);
    assert.deepEqual(run.environment?.lockfiles, [
      { name: "requirements.txt", sha256: createHash("sha256").update(lock).digest("hex") },
    ]);
    const packages = new Map(run.environment?.python?.packages.map(({ name, version }) => [name, version]));
    assert.equal(packages.get("mlflow"), "3.17.2");
    assert.equal(packages.get("scikit-learn"), "1.9.1");
    assert.match(run.environment?.python?.version ?? "", /^3\.\d+\.\d+/);

    const trained = (await house.learn("own")).steps["fit"]?.runId ?? "";
    const looked = await runPython(python, "look.py", [run.id, trained], house.url);
    const [seen, own] = looked as [Seen, Seen];
    const [version] = await house.app.datasets.versions("points");
    assert.ok(version);
    const input = seen.inputs.find(({ name }) => name === "points");
    assert.deepEqual(
      {
        ...input,
        schema: JSON.parse(input?.["schema"] ?? ""),
        profile: JSON.parse(input?.["profile"] ?? ""),
      },
      {
        name: "points",
        digest: version.id,
        type: "prumo",
        source: JSON.stringify({ dataset: "points", version: version.id, number: 1 }),
        schema: {
          mlflow_colspec: ["x", "y", "label"].map((name) => ({ type: "double", name, required: true })),
        },
        profile: { num_rows: rows, num_elements: rows * 3 },
        tags: { "mlflow.data.context": "training" },
      },
    );
    assert.deepEqual(own.inputs, [input], "a step that prumo trains in has the same input");
    assert.equal(seen.found, 1, "the run is found by the digest of its input");
    assert.equal(seen.status, "FINISHED");
    assert.equal(seen.params["C"], "0.5", "by autologging");
    assert.equal(seen.metrics["loss"], 1 / 3);
    assert.ok("training_accuracy_score" in seen.metrics);
    assert.deepEqual(seen.outputs, [about.model]);
    assert.ok(seen.files.includes("notes"));
    assert.equal(seen.tags["step"], "fit");
  });

  it("has failed when its step has, whatever MLflow's client said; another attempt starts afresh", async () => {
    const settings = { outputs: { about: "json" }, retries: 1 };
    await using project = await programProject([python, "fit.py", "fail"], settings);
    await using house = await openProgramHouse(project.path);
    const { run, steps } = await house.learn();
    assert.equal(run.error?.code, "pipelines/command-failed");
    assert.match(run.error.message, /exit code 7/);
    const logs = (await house.app.pipelines.logs(run.id, { step: "fit" })).map(({ text }) => text);
    assert.equal(logs.filter((text) => text === "ended as FINISHED").length, 2, "in both attempts");
    const trial = await house.app.experiments.run(steps["fit"]?.runId ?? "");
    assert.equal(trial.state, "failed");
    assert.equal(trial.tags["attempt"], "2");
    assert.equal(trial.metrics["loss"]?.last, 1 / 3);
  });
});
