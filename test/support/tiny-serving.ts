import { join } from "node:path";
import { openDuckDb } from "../../src/adapters/duckdb/duckdb-engine.ts";
import { loadGraph } from "../../src/adapters/native/native-runtime.ts";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import type { ModelGraph } from "../../src/contract/model-graph.ts";
import { deploymentSpecSchema, type ProjectInput } from "../../src/contract/project/schema.ts";
import type { Signature } from "../../src/contract/records/models.ts";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import {
  type DeploymentsDeps,
  openDeployments,
  type RawRow,
  servedModel,
} from "../../src/lifecycle/deployments/index.ts";
import { openPredictions } from "../../src/lifecycle/predictions/index.ts";

/** A small logistic regression, whose answers can be worked out by hand: see `chanceOf`. */
export interface TinyModel {
  readonly version: number;
  readonly intercept: number;
  /** Type of `origin`; a model that wants a number there cannot read our rows. */
  readonly originType?: "string" | "number";
}

const originWeight: Record<string, number> = { GRU: 0.5, JFK: -0.25 };

/** The logistic function of intercept + distance / 1000 + the weight of the origin, written out. */
export function chanceOf({ intercept }: TinyModel, row: RawRow): number {
  const distance = typeof row["distance"] === "number" ? row["distance"] / 1_000 : 0;
  const origin = typeof row["origin"] === "string" ? row["origin"] : "";
  return 1 / (1 + Math.exp(-(intercept + distance + (originWeight[origin] ?? 0))));
}

export function tinyGraph({ intercept, originType = "string" }: TinyModel): ModelGraph {
  const isText = originType === "string";
  return {
    inputs: [
      { name: "date", type: "timestamp" },
      { name: "distance", type: "number" },
      { name: "origin", type: originType },
      { name: "isHub", type: "boolean" },
    ],
    lookups: {},
    features: [
      { name: "distance", kind: "numeric", expression: { op: "column", name: "distance" } },
      isText
        ? {
            name: "origin",
            kind: "categorical",
            expression: { op: "column", name: "origin" },
            categories: ["GRU", "JFK"],
          }
        : { name: "origin", kind: "numeric", expression: { op: "column", name: "origin" } },
    ],
    target: { name: "late", kind: "binary" },
    predictor: {
      kind: "linear",
      outputs: 1,
      link: "logistic",
      mean: Float64Array.of(0, 0),
      scale: Float64Array.of(1_000, 1),
      offset: Int32Array.of(0, 1),
      weights: isText ? Float64Array.of(1, 0.5, -0.25) : Float64Array.of(1, 0),
      intercept: Float64Array.of(intercept),
    },
  };
}

export const tinyId = (version: number) => `mdv_tiny${version}`;

export function tinyRow(i = 0): RawRow {
  return {
    date: new Date(Date.UTC(2001, 1, 1) + i * 60_000).toISOString(),
    distance: 100 + (i % 50) * 40,
    origin: i % 3 === 0 ? "GRU" : "JFK",
    isHub: i % 2 === 0,
  };
}

export function tinyRows(count: number, from = 0): RawRow[] {
  return Array.from({ length: count }, (_, i) => tinyRow(from + i));
}

type Rollout = NonNullable<NonNullable<NonNullable<ProjectInput["deployments"]>[string]>["rollout"]>;

export interface TinyOptions {
  readonly models: readonly TinyModel[];
  readonly rollout?: Rollout;
  readonly clock?: Clock;
  readonly onPromoted?: NonNullable<DeploymentsDeps["onPromoted"]>;
  readonly warn?: (text: string) => void;
}

/** The deployment `delays` over tiny models, with the real store; what it is told is in memory. */
export async function openTiny(path: string, options: TinyOptions) {
  const { models, clock = systemClock, rollout = {}, onPromoted, warn = () => {} } = options;
  await using opening = new AsyncDisposableStack();
  const { meta, events } = await openSqliteStore(path, { clock, pollMs: 20, warn: () => {} });
  opening.use(meta);
  const find = (id: string): TinyModel => {
    const model = models.find(({ version }) => tinyId(version) === id);
    if (model === undefined) throw new Error(`the file of ${id} is gone`);
    return model;
  };
  const deployments = opening.use(
    await openDeployments({
      meta,
      clock,
      warn,
      specs: { delays: deploymentSpecSchema.parse({ rollout }) },
      describe: async (id) => ({ model: "delays", version: Number(id.slice("mdv_tiny".length)) }),
      loadModel: async (id) => {
        const graph = tinyGraph(find(id));
        const signature: Signature = {
          inputs: [...graph.inputs],
          target: graph.target as Signature["target"],
          time: "date",
        };
        const version = Number(id.slice("mdv_tiny".length));
        return servedModel({ versionId: id, model: "delays", version, signature }, loadGraph(graph));
      },
      ...(onPromoted === undefined ? {} : { onPromoted }),
    }),
  );
  const open = opening.move();
  return {
    meta,
    events,
    deployments,
    release: (version: number, key?: string) =>
      deployments.release("delays", tinyId(version), { by: "test", reason: `v${version}`, key: key ?? null }),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}

/** As `openTiny`, with the prediction log behind it. Everything is below `directory`. */
export async function openTinyWithLog(directory: string, options: TinyOptions) {
  const clock = options.clock ?? systemClock;
  await using opening = new AsyncDisposableStack();
  const tables = opening.use(
    openDuckDb({ threads: 1, memoryLimitBytes: 512 * 2 ** 20, tempDir: join(directory, "temp") }),
  );
  const tiny = opening.use(await openTiny(join(directory, "meta.db"), options));
  const { deployments, meta, events } = tiny;
  const predictions = opening.use(
    await openPredictions({
      meta,
      events,
      tables,
      clock,
      deployments,
      dir: join(directory, "predictions"),
      ...(options.warn === undefined ? {} : { warn: options.warn }),
    }),
  );
  const open = opening.move();
  return { ...tiny, tables, predictions, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}
