import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../../../../src/adapters/duckdb/duckdb-engine.ts";
import { openFileBlobs } from "../../../../src/adapters/files/file-blobs.ts";
import { performStep } from "../../../../src/adapters/process/perform-step.ts";
import { openSqliteStore } from "../../../../src/adapters/sqlite/sqlite-store.ts";
import { type DatasetSpec, datasetSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { StepValue } from "../../../../src/contract/records/pipelines.ts";
import type { DatasetVersionValue, TableValue } from "../../../../src/contract/step-params.ts";
import { parquetSql } from "../../../../src/engines/quality/sql-text.ts";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import type { Json } from "../../../../src/kernel/json.ts";
import { datasetsRecorders, datasetsSteps, openDatasets } from "../../../../src/lifecycle/datasets/index.ts";
import { openSources } from "../../../../src/lifecycle/sources/index.ts";
import type { StepDone, StepValues } from "../../../../src/ports/step-kind.ts";
import type { StepMessage } from "../../../../src/ports/step-executor.ts";

/** The stations sources and datasets on real stores, and one step at a time done as the runner does it. */
export async function openDataHouse() {
  const dir = await mkdtemp(join(tmpdir(), "prumo-data-"));
  const projectDir = join(dir, "project");
  await mkdir(projectDir);
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const { meta, events } = await openSqliteStore(join(dir, "meta.db"), { clock });
  const blobs = await openFileBlobs(join(dir, "blobs"));
  const tables = openDuckDb({ threads: 2, memoryLimitBytes: 1 << 30, tempDir: join(dir, "spill") });
  const sources = await openSources({ meta, clock });
  const datasets = await openDatasets({ meta, blobs, clock, sources });
  const recorders = datasetsRecorders(datasets, sources);
  let steps = 0;

  async function step(kind: string, params: Json, inputs: StepValues = {}, stepRunId = `stp_${++steps}`) {
    const messages: StepMessage[] = [];
    const order = { kind, pipelineRunId: "prn_1", stepRunId, step: kind, attempt: 1, params, inputs };
    const whole = {
      ...order,
      pipeline: "train",
      trigger: { kind: "manual", by: "test", reason: null },
    };
    const recorder = recorders[kind];
    await recorder?.begin?.(whole);
    const facts = () => messages.filter((message) => message.type === "fact") as unknown as StepDone["facts"];
    const around = { blobs, tables, projectDir, scratchDir: join(dir, "scratch"), threads: 2 };
    try {
      const outputs = await performStep(
        datasetsSteps,
        around,
        order,
        (message) => void messages.push(message),
        AbortSignal.timeout(60_000),
      );
      await recorder?.done?.({ ...whole, runId: null, outputs, facts: facts() });
      return { outputs, messages };
    } catch (error) {
      await recorder?.failed?.({ ...whole, runId: null, facts: facts() }, error);
      throw error;
    }
  }

  return {
    dir,
    projectDir,
    clock,
    meta,
    events,
    blobs,
    tables,
    sources,
    datasets,
    step,
    path: (name: string) => join(projectDir, name),
    /** Declares a dataset and ingests it. */
    async ingest(dataset: string, spec: unknown, window: Json = {}) {
      const parsed: DatasetSpec = datasetSpecSchema.parse(spec);
      await sources.declare({ datasets: { [dataset]: parsed } });
      const { outputs, messages } = await step("ingest", {
        dataset,
        spec: parsed as unknown as Json,
        window,
      });
      const out = outputs["out"] as StepValue;
      return { out, value: out.value as DatasetVersionValue, messages };
    },
    /** Rows of a stored table or version, in file order. */
    async rows(value: { sha256: string } | DatasetVersionValue, columns = "*") {
      const sha256 = "sha256" in value ? value.sha256 : (value.files[0]?.sha256 ?? "");
      return tables.rows(`SELECT ${columns} FROM ${parquetSql(await blobs.localPath(sha256))}`);
    },
    async [Symbol.asyncDispose]() {
      await meta[Symbol.asyncDispose]();
      await tables[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

export function tableValue(value: StepValue | undefined): TableValue {
  assert.equal(value?.type, "table");
  return value.value as TableValue;
}

export async function rejects(work: Promise<unknown>, code: string): Promise<PrumoError> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PrumoError)) throw error;
    assert.equal(error.code, code, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: `nothing failed with ${code}` });
}
