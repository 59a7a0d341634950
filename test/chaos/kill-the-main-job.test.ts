import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { PipelineRun, StepRun } from "../../src/contract/records/pipelines.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { ended, exampleProject, prumo, startPrumo } from "../support/prumo.ts";

/**
 * The demo's first run on two weeks of January: the same steps, half of the rows, a quarter of the trees. With
 * PRUMO_CHAOS=whole it is that run as it is, which takes several minutes more.
 */
const half = ["--param", 'window={"to":"2001-01-15"}', "--param", "trees=30"];
const jobArgs = ["run", "train", "--json", ...(process.env["PRUMO_CHAOS"] === "whole" ? [] : half)];
const kills = 25;
const limits = { timeout: 1_800_000 };

interface Outcome {
  readonly run: PipelineRun;
  readonly steps: readonly StepRun[];
}

test(
  `kill -9 at ${kills} points of the main job, then resume: the same model as undisturbed`,
  limits,
  async (context) => {
    const { digest, tookMs } = await undisturbed();
    const random = seededRandom(20010101);
    const killedIn = new Map<string, number>();
    for (let round = 0; round < kills; round++) {
      using project = exampleProject();
      const afterMs = random.next() * tookMs;
      const child = startPrumo(jobArgs, project.directory);
      const gone = ended(child);
      await Promise.race([sleep(afterMs), gone]);
      child.kill("SIGKILL");
      await gone;
      const { code, stdout, stderr } = await prumo([...jobArgs, "--resume"], project.directory);
      assert.equal(code, 0, `killed after ${Math.round(afterMs)} ms: ${stderr}`);
      const outcome = JSON.parse(stdout) as Outcome;
      assert.equal(modelOf(outcome), digest, `killed after ${Math.round(afterMs)} ms`);
      const redone = outcome.steps.find(({ attempt }) => attempt > 1)?.name ?? "between steps";
      killedIn.set(redone, (killedIn.get(redone) ?? 0) + 1);
      assert.ok(
        outcome.steps.every(({ attempt }) => attempt <= 2),
        "no step was tried more often than there were kills",
      );
      assert.ok(
        outcome.steps.filter(({ attempt }) => attempt > 1).length <= 1,
        "only the step at work was done again",
      );
    }
    context.diagnostic(`killed in: ${[...killedIn].map(([step, count]) => `${step} ${count}`).join(", ")}`);
    assert.ok(killedIn.size > 2, "the kills hit different steps");
  },
);

async function undisturbed(): Promise<{ digest: string; tookMs: number }> {
  using project = exampleProject();
  const startedAt = performance.now();
  const { code, stdout, stderr } = await prumo(jobArgs, project.directory);
  const tookMs = performance.now() - startedAt;
  assert.equal(code, 0, stderr);
  const again = await prumo(jobArgs, project.directory);
  const { run, steps } = JSON.parse(again.stdout) as Outcome;
  assert.equal(run.state, "succeeded");
  assert.deepEqual(
    new Set(steps.map(({ state }) => state)),
    new Set(["cached"]),
    "a second run does nothing twice",
  );
  assert.equal(modelOf(JSON.parse(again.stdout) as Outcome), modelOf(JSON.parse(stdout) as Outcome));
  return { digest: modelOf(JSON.parse(stdout) as Outcome), tookMs };
}

/** SHA-256 of the model.onnx that the run made. */
function modelOf({ steps }: Outcome): string {
  const digest = steps.find(({ kind }) => kind === "train")?.outputs["out"]?.digest;
  assert.match(digest ?? "", /^[0-9a-f]{64}$/);
  return digest ?? "";
}
