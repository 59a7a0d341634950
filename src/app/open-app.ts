import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { openDuckDb } from "../adapters/duckdb/duckdb-engine.ts";
import { openFileBlobs } from "../adapters/files/file-blobs.ts";
import { openMlflowSource } from "../adapters/mlflow/mlflow-source.ts";
import { openProcessExecutor } from "../adapters/process/process-executor.ts";
import { openSealer } from "../adapters/sealing/sealer.ts";
import { openSqliteStore } from "../adapters/sqlite/sqlite-store.ts";
import { openHttpSender } from "../adapters/webhooks/http-sender.ts";
import type { StoredEvent } from "../contract/events.ts";
import { fail } from "../kernel/errors/prumo-error.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { datasetsRecorders, openDatasets } from "../lifecycle/datasets/index.ts";
import { deploymentsRecorders, openDeployments } from "../lifecycle/deployments/index.ts";
import { experimentsRecorders, openExperiments } from "../lifecycle/experiments/index.ts";
import { modelsRecorders, openModels, openWebhooks } from "../lifecycle/models/index.ts";
import { openMonitors } from "../lifecycle/monitors/index.ts";
import { openPipelines } from "../lifecycle/pipelines/index.ts";
import { openPredictions } from "../lifecycle/predictions/index.ts";
import { openRetraining } from "../lifecycle/retraining/index.ts";
import { openSources } from "../lifecycle/sources/index.ts";
import { Address } from "./address.ts";
import type { App } from "./app.ts";
import { openGarbage } from "./garbage/open-garbage.ts";
import { openImports } from "./import/imports.ts";
import { followLive, liveByRollout } from "./live-alias.ts";
import { ModelLoader } from "./load-model.ts";
import { placesOf, tableMemoryBytes } from "./places.ts";
import { readProject } from "./project/read-project.ts";
import { settle } from "./settle.ts";
import { sourceTable } from "./source-table.ts";
import { stepKinds } from "./step-kinds.ts";
import { version } from "./version.ts";

export interface OpenOptions {
  readonly directory: string;
  readonly clock?: Clock;
  /** Threads of one step and of DuckDB. Default: the machine's cores. */
  readonly threads?: number;
  /** Whether pipeline runs that nobody works on are gone on with. Default true. */
  readonly takesOver?: boolean;
}

/**
 * Composition root: project file → adapters → stations, each opened after those it stands on, and closed in
 * the opposite order. The only importer of adapters.
 */
export async function openApp(options: OpenOptions): Promise<App> {
  const { project, directory, digest } = await readProject(options.directory);
  const clock = options.clock ?? systemClock;
  const threads = options.threads ?? availableParallelism();
  const places = placesOf(directory);
  mkdirSync(places.predictions, { recursive: true });
  await using opening = new AsyncDisposableStack();

  const store = await openSqliteStore(places.meta, { clock });
  const meta = opening.use(store.meta);
  const events = opening.use(store.events);
  const blobs = await openFileBlobs(places.blobs);
  const tables = opening.use(
    openDuckDb({ threads, memoryLimitBytes: tableMemoryBytes, tempDir: places.scratch }),
  );
  const executor = opening.use(
    await openProcessExecutor({
      entry: fileURLToPath(
        new URL(`./step-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url),
      ),
      args: [directory, String(threads)],
      scratchDir: places.scratch,
    }),
  );

  const sources = await openSources({ meta, clock });
  await sources.declare(project);
  const datasets = await openDatasets({ meta, blobs, clock, sources });
  const experiments = await openExperiments({
    meta,
    blobs,
    clock,
    projectDir: directory,
    signal: (signal) => events.signal(signal),
  });
  const models = await openModels({ meta, blobs, clock, experiments, requirements: project.requirements });
  const webhooks = opening.use(
    openWebhooks({
      meta,
      events,
      clock,
      sender: openHttpSender({ allow: process.env["PRUMO_WEBHOOK_ALLOW"], clock }),
      sealer: openSealer(places.webhooksKey),
      isSending: options.takesOver ?? true,
    }),
  );
  const loader = new ModelLoader(blobs);
  const deployments = opening.use(
    await openDeployments({
      meta,
      clock,
      specs: project.deployments,
      loadModel: async (id) => loader.serve(await models.versionById(id)),
      describe: (id) => models.versionById(id),
      onPromoted: async ({ model, version, deployment, by, reason }) => {
        await models.promote({
          model,
          version: String(version),
          alias: "live",
          by: `deployment ${deployment}, for ${by}`,
          reason,
        });
      },
    }),
  );
  const predictions = opening.use(
    await openPredictions({ meta, events, tables, dir: places.predictions, clock, deployments }),
  );
  const monitors = opening.use(
    await openMonitors({ meta, clock, predictions, tables, models, specs: project.monitors }),
  );
  const address = new Address();
  const pipelines = opening.use(
    await openPipelines({
      meta,
      events,
      executor,
      clock,
      kinds: stepKinds,
      recorders: {
        ...datasetsRecorders(datasets, sources),
        ...experimentsRecorders({ experiments, datasets, clock, address: () => address.get() }),
        ...modelsRecorders(models, { meta, blobs, clock }),
        ...deploymentsRecorders(deployments),
      },
      projectDir: directory,
      takesOver: options.takesOver ?? true,
    }),
  );
  opening.use(address);
  const retraining = await openRetraining({
    meta,
    events,
    clock,
    specs: project.retraining,
    monitors,
    startPipeline: (start) => {
      const spec = project.pipelines[start.pipeline];
      if (spec === undefined) {
        throw fail("pipelines/not-declared", {
          pipeline: start.pipeline,
          known: Object.keys(project.pipelines),
        });
      }
      return pipelines.start({ ...start, spec });
    },
    pipelineRun: async (id) => ({ run: await pipelines.run(id), steps: await pipelines.steps(id) }),
  });
  events.consume("follow-live-alias", ["model.promoted"], (event) =>
    followLive(models, deployments, event as StoredEvent<"model.promoted">),
  );
  const garbage = opening.use(openGarbage({ datasets, pipelines, experiments, models, blobs, clock }));
  const imports = opening.use(
    openImports({ experiments, models, blobs, clock, openSource: openMlflowSource }),
  );
  const open = opening.move();
  return {
    version: version(),
    project,
    projectDir: directory,
    projectDigest: digest,
    clock,
    meta,
    events,
    blobs,
    tables,
    sources,
    datasets,
    pipelines,
    experiments,
    models: liveByRollout(models, deployments),
    webhooks,
    deployments,
    predictions,
    monitors,
    retraining,
    garbage,
    imports,
    address,
    loadModel: async (id) => loader.load(await models.versionById(id)),
    sourceTable: (name) => sourceTable(project, directory, name),
    settle: () => settle({ events, pipelines }),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}
