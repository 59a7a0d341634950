import { join } from "node:path";
import { inProcessExecutor } from "../../src/adapters/process/in-process-executor.ts";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import { pipelineSpecSchema, type PipelineSpec } from "../../src/contract/project/schema.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { openPipelines, pipelinesSteps, type PipelinesDeps } from "../../src/lifecycle/pipelines/index.ts";
import { testKinds } from "./step-kinds.ts";
import { stepSurroundings } from "./step-surroundings.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Everything that a run stands on, in a directory; opened again it finds what was there. */
export async function openPipelinesIn(directory: string, options: Partial<PipelinesDeps> = {}) {
  await using opening = new AsyncDisposableStack();
  const { meta, events } = await openSqliteStore(join(directory, "meta.db"), {
    clock: systemClock,
    pollMs: 20,
  });
  opening.use(meta);
  const kinds = [...testKinds, ...pipelinesSteps];
  const executor = opening.use(
    options.executor ?? inProcessExecutor(kinds, await stepSurroundings(directory)),
  );
  const pipelines = opening.use(
    await openPipelines({
      meta,
      events,
      clock: systemClock,
      kinds,
      recorders: {},
      projectDir: directory,
      backOffMs: 1,
      ...options,
      executor,
    }),
  );
  const opened = opening.move();
  return { meta, events, pipelines, path: directory, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The same in a new directory that goes with it. */
export async function pipelinesFixture(options: Partial<PipelinesDeps> = {}) {
  const directory = await temporaryDirectory();
  const opened = await openPipelinesIn(directory.path, options);
  return {
    ...opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** A pipeline as a person would write it, with `from` for edges: `{ kind: "sum", from: ["a", "b.out"] }`. */
export function spec(
  steps: {
    [name: string]: { kind: string; params?: unknown; from?: string[]; retries?: number; timeout?: string };
  },
  params: { [name: string]: unknown } = {},
): PipelineSpec {
  const written = Object.entries(steps).map(([name, { from = [], ...step }]) => {
    const inputs = from.map((edge) => {
      const [upstream, output] = edge.split(".");
      return [edge.replace(".", "_"), { step: upstream, output: output ?? "out" }];
    });
    return [name, { ...step, inputs: Object.fromEntries(inputs) }];
  });
  return pipelineSpecSchema.parse({ params, steps: Object.fromEntries(written) });
}

export const trigger = { kind: "manual", by: "test", reason: null } as const;
