import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { inProcessExecutor } from "../../../src/adapters/process/in-process-executor.ts";
import { openFileBlobs } from "../../../src/adapters/files/file-blobs.ts";
import { collectGarbage } from "../../../src/app/garbage/collect.ts";
import { systemClock as clock } from "../../../src/kernel/clock.ts";
import { openDatasets } from "../../../src/lifecycle/datasets/index.ts";
import { openExperiments } from "../../../src/lifecycle/experiments/index.ts";
import { openModels } from "../../../src/lifecycle/models/index.ts";
import { openSources } from "../../../src/lifecycle/sources/index.ts";
import type { StepKind } from "../../../src/ports/step-kind.ts";
import { openPipelinesIn, spec, trigger } from "../../support/pipelines-fixture.ts";
import { stepSurroundings } from "../../support/step-surroundings.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Puts bytes, tells so by a file, and names them only when another file says that it may. */
const slow: StepKind = {
  name: "slow",
  version: 1,
  params: z.any(),
  cacheable: true,
  async work(_params, _inputs, tools) {
    const { sha256 } = await tools.blobs.put(Buffer.from("made by a slow step"));
    writeFileSync(join(tools.projectDir, "put"), sha256);
    while (!existsSync(join(tools.projectDir, "go"))) await sleep(5);
    return { out: { type: "json", digest: sha256, value: { deep: [{ blob: sha256 }] } } };
  },
};

test("what a step at work has put stays, though no record names it yet, and what it made stays afterwards", async () => {
  await using directory = await temporaryDirectory();
  const executor = inProcessExecutor([slow], await stepSurroundings(directory.path));
  await using opened = await openPipelinesIn(directory.path, { kinds: [slow], executor });
  const { meta, pipelines } = opened;
  const blobs = await openFileBlobs(join(directory.path, "blobs"));
  const sources = await openSources({ meta, clock });
  const datasets = await openDatasets({ meta, blobs, clock, sources });
  const signal = () => {};
  const experiments = await openExperiments({ meta, blobs, clock, projectDir: directory.path, signal });
  const models = await openModels({ meta, blobs, clock, experiments, requirements: [] });
  const house = { datasets, pipelines, experiments, models, clock, blobs };
  const collect = () =>
    collectGarbage(
      house,
      { dryRun: false, olderThanMs: 0, graceMs: 0 },
      { signal: new AbortController().signal, progress: () => {} },
    );
  const failed = await blobs.put(Buffer.from("left by a step that failed"));
  const run = await pipelines.start({
    pipeline: "p",
    spec: spec({ s: { kind: "slow" } }),
    params: {},
    trigger,
  });
  while (!existsSync(join(directory.path, "put"))) await sleep(5);
  // The margin of a minute before the start of a step is for clocks that are set back.
  assert.equal((await collect()).young.count, 2);
  writeFileSync(join(directory.path, "go"), "");
  assert.equal((await pipelines.wait(run.id)).state, "succeeded");
  const { blobs: removed } = await collect();
  assert.equal(removed.count, 1);
  assert.equal(await blobs.has(failed.sha256), false);
  const [step] = await pipelines.steps(run.id);
  assert.ok(await blobs.has(step?.outputs["out"]?.digest ?? ""));
});
