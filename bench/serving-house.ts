import { join } from "node:path";
import { openDuckDb } from "../src/adapters/duckdb/duckdb-engine.ts";
import { nativeRuntime } from "../src/adapters/native/native-runtime.ts";
import { openSqliteStore } from "../src/adapters/sqlite/sqlite-store.ts";
import { deploymentSpecSchema } from "../src/contract/project/schema.ts";
import type { Signature } from "../src/contract/records/models.ts";
import { systemClock as clock } from "../src/kernel/clock.ts";
import { openDeployments, servedModel } from "../src/lifecycle/deployments/index.ts";
import { openPredictions } from "../src/lifecycle/predictions/index.ts";

/** The deployment `delays` with one version of this model live, and its prediction log, as the app wires them. */
export async function servingHouse(onnx: Uint8Array, directory: string) {
  await using opening = new AsyncDisposableStack();
  const { meta, events } = await openSqliteStore(join(directory, "meta.db"), { clock });
  opening.use(meta);
  const tables = opening.use(
    openDuckDb({ threads: 2, memoryLimitBytes: 512 * 2 ** 20, tempDir: join(directory, "temp") }),
  );
  const deployments = opening.use(
    await openDeployments({
      meta,
      clock,
      specs: { delays: deploymentSpecSchema.parse({}) },
      describe: async () => ({ model: "delays", version: 1 }),
      loadModel: async (versionId) => {
        const loaded = await nativeRuntime().load(onnx);
        const signature: Signature = {
          inputs: [...loaded.inputs],
          target: { name: loaded.target.name, kind: "binary" },
          time: "date",
        };
        return servedModel({ versionId, model: "delays", version: 1, signature }, loaded);
      },
    }),
  );
  const dir = join(directory, "predictions");
  const predictions = opening.use(await openPredictions({ meta, events, tables, clock, dir, deployments }));
  await deployments.release("delays", "mdv_bench", { by: "bench", reason: "bench" });
  const open = opening.move();
  return { deployments, predictions, tables, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}
