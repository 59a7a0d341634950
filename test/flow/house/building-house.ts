import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../../../src/adapters/duckdb/duckdb-engine.ts";
import { openFileBlobs } from "../../../src/adapters/files/file-blobs.ts";
import { performStep } from "../../../src/adapters/process/perform-step.ts";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite-store.ts";
import type { StepValue } from "../../../src/contract/records/pipelines.ts";
import type { Requirement } from "../../../src/contract/records/models.ts";
import type { TableValue } from "../../../src/contract/step-params.ts";
import { heldClock } from "../../../src/kernel/clock.ts";
import type { Json } from "../../../src/kernel/json.ts";
import { openDatasets } from "../../../src/lifecycle/datasets/index.ts";
import { openSources } from "../../../src/lifecycle/sources/index.ts";
import { experimentsRecorders, openExperiments } from "../../../src/lifecycle/experiments/index.ts";
import { modelsRecorders, openModels } from "../../../src/lifecycle/models/index.ts";
import type { StepDone, StepKind, StepRecorder, StepValues } from "../../../src/ports/step-kind.ts";
import type { StepMessage } from "../../../src/ports/step-executor.ts";
import type { ColumnBatch } from "../../../src/ports/table-engine.ts";

/**
 * The stations experiments and models on real stores in a folder that is gone afterwards, and one step at a
 * time done as the runner does it: begin, work, live metrics, done or failed.
 */
export async function openBuildingHouse(
  kinds: readonly StepKind[],
  requirements: readonly Requirement[] = [],
) {
  const dir = await mkdtemp(join(tmpdir(), "prumo-building-"));
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const { meta, events } = await openSqliteStore(join(dir, "meta.db"), { clock });
  const blobs = await openFileBlobs(join(dir, "blobs"));
  const tables = openDuckDb({ threads: 2, memoryLimitBytes: 1 << 30, tempDir: join(dir, "spill") });
  const experiments = await openExperiments({
    meta,
    blobs,
    clock,
    projectDir: dir,
    signal: (signal) => events.signal(signal),
  });
  const sources = await openSources({ meta, clock });
  const datasets = await openDatasets({ meta, blobs, clock, sources });
  const deps = { meta, blobs, clock, experiments, requirements };
  const models = await openModels(deps);
  const recorders: Record<string, StepRecorder> = {
    ...experimentsRecorders({ experiments, datasets, clock, address: async () => "http://127.0.0.1:1" }),
    ...modelsRecorders(models, deps),
  };

  async function step(
    kind: string,
    params: Json,
    inputs: StepValues,
    options: { readonly stepRunId?: string; readonly threads?: number } = {},
  ) {
    const messages: StepMessage[] = [];
    const stepRunId = options.stepRunId ?? `stp_${kind}`;
    const order = {
      kind,
      pipeline: "train",
      pipelineRunId: "prn_1",
      stepRunId,
      step: kind,
      attempt: 1,
      params,
      inputs,
    };
    const whole = { ...order, trigger: { kind: "manual", by: "test", reason: null } };
    const recorder = recorders[kind];
    const runId = (await recorder?.begin?.(whole))?.runId ?? null;
    const facts = () => messages.filter((message) => message.type === "fact") as unknown as StepDone["facts"];
    const isRecordOnly = kinds.find((one) => one.name === kind)?.work === undefined;
    try {
      const around = {
        blobs,
        tables,
        projectDir: dir,
        scratchDir: join(dir, "scratch"),
        threads: options.threads ?? 2,
      };
      const outputs = isRecordOnly
        ? {}
        : await performStep(
            kinds,
            around,
            order,
            (message) => void messages.push(message),
            AbortSignal.timeout(60_000),
          );
      const points = messages.flatMap((message) =>
        message.type === "metric"
          ? [{ key: message.key, value: message.value, step: message.step, at: clock.now() }]
          : [],
      );
      if (runId !== null) await recorder?.metrics?.(runId, points);
      const done = await recorder?.done?.({ ...whole, runId, outputs, facts: facts() });
      return { outputs: done ?? outputs, messages, runId };
    } catch (error) {
      await recorder?.failed?.({ ...whole, runId, facts: facts() }, error);
      throw error;
    }
  }

  /** A table as the prepare step leaves one. */
  async function table(
    batch: ColumnBatch,
    types: readonly string[],
    about: Partial<TableValue>,
  ): Promise<StepValue> {
    const path = join(dir, `table-${clock.now()}-${batch.rows}.parquet`);
    const { rows, bytes } = await tables.writeColumns(batch, types, path);
    const { sha256 } = await blobs.putFile(path);
    const value: TableValue = {
      sha256,
      rows,
      bytes,
      name: "table",
      datasetVersions: ["dsv_1"],
      raw: [],
      spec: { from: "rows", lookups: {}, columns: {} },
      lookups: {},
      time: null,
      ...about,
    };
    return { type: "table", digest: sha256, value: value as unknown as StepValue["value"] };
  }

  /** A table from a query over raw files. */
  async function tableFromSql(sql: string, about: Partial<TableValue>): Promise<StepValue> {
    const { names, columns, rows } = await tables.columns(sql);
    const types = (await tables.describe(sql)).map((column) => column.storageType);
    return table({ names, columns, rows }, types, about);
  }

  return {
    dir,
    clock,
    events,
    blobs,
    tables,
    experiments,
    models,
    step,
    table,
    tableFromSql,
    async [Symbol.asyncDispose]() {
      await meta[Symbol.asyncDispose]();
      await tables[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}
