import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import {
  benchRow,
  type BenchOptions,
  type BenchRow,
  cacheDirectory,
  inTurn,
  runsOf,
  secondsOf,
  startRival,
} from "./harness.ts";
import { servingHouse } from "./serving-house.ts";
import { flightModel, type FlightModel } from "./serving-model.ts";

const connections = 32;

/**
 * Serving 100 trees from raw columns. In process: one row at a time through the deployment, prediction log
 * included, beside ONNX Runtime on the same file. Over HTTP: the predict route with its log, beside a bare
 * node:http server that parses and answers the same JSON; the load comes from a third process. Labels: durable
 * intake in batches, beside the goal.
 */
export async function serving(options: BenchOptions): Promise<BenchRow[]> {
  const model = await flightModel();
  return [
    ...(await inProcess(model, options)),
    ...(await overHttp(model, options)),
    await labels(model, options),
  ];
}

async function inProcess({ file, rows }: FlightModel, options: BenchOptions): Promise<BenchRow[]> {
  const directory = join(cacheDirectory, "serving-in-process");
  await rm(directory, { recursive: true, force: true });
  const onnx = await readFile(file);
  await using house = await servingHouse(onnx, directory);
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const count = options.quick ? 5_000 : 20_000;
  const figures = await inTurn(
    {
      ours: async () => ({
        micros:
          (1e6 / count) *
          (await secondsOf(async () => {
            for (let i = 0; i < count; i++) {
              await house.deployments.predict("delays", [rows[i % rows.length] ?? {}]);
            }
          })),
      }),
      rival: async () => ({
        micros:
          (1e6 / count) *
          (await secondsOf(async () => {
            for (let i = 0; i < count; i++) {
              const row = rows[i % rows.length];
              if (row === undefined) continue;
              const dims = [1, 1];
              await session.run({
                date: new Tensor("int64", BigInt64Array.of(BigInt(Date.parse(row.date))), dims),
                distance: new Tensor("float32", Float32Array.of(row.distance), dims),
                origin: new Tensor("string", [row.origin], dims),
                destination: new Tensor("string", [row.destination], dims),
              });
            }
          })),
      }),
    },
    runsOf(options),
  );
  return [
    benchRow({
      work: "one prediction in process, from raw columns, logged",
      ours: figures.ours.micros,
      unit: "µs",
      rival: figures.rival.micros,
      rivalName: "ONNX Runtime, same file, not logged",
      goal: "under 15 µs",
      met: figures.ours.micros < 15,
    }),
  ];
}

async function overHttp({ file, rows }: FlightModel, options: BenchOptions): Promise<BenchRow[]> {
  const script = join(import.meta.dirname, "serving-server.ts");
  const directory = join(cacheDirectory, "serving-http");
  await using prumo = startRival(process.execPath, [script, "prumo", file, directory]);
  await using bare = startRival(process.execPath, [script, "bare"]);
  await using load = startRival(process.execPath, [join(import.meta.dirname, "serving-load.ts")]);
  const seconds = options.quick ? 2 : 5;
  const bodies = JSON.stringify(rows.slice(0, 64).map((row) => JSON.stringify({ rows: [row] })));
  const path = "/api/v1/deployments/delays/predict";
  const [ours, theirs] = [(await prumo.ask("port"))["port"], (await bare.ask("port"))["port"]];
  const drive = async (port: number | undefined) =>
    (await load.ask(`${port} ${path} ${seconds} ${connections} ${bodies}`)) as {
      rps: number;
      p50: number;
      p99: number;
    };
  const figures = await inTurn({ ours: () => drive(ours), rival: () => drive(theirs) }, runsOf(options));
  const at = `over HTTP at ${connections} connections, logged`;
  const rivalName = "bare node:http, same JSON";
  return [
    benchRow({
      work: `requests ${at}`,
      ours: figures.ours.rps,
      unit: "/s",
      rival: figures.rival.rps,
      rivalName,
      goal: "at least half",
      met: figures.ours.rps >= figures.rival.rps / 2,
    }),
    benchRow({
      work: `p50 ${at}`,
      ours: figures.ours.p50,
      unit: "ms",
      rival: figures.rival.p50,
      rivalName,
      goal: "stated only",
      met: true,
    }),
    benchRow({
      work: `p99 ${at}`,
      ours: figures.ours.p99,
      unit: "ms",
      rival: figures.rival.p99,
      rivalName,
      goal: "under 10 ms",
      met: figures.ours.p99 < 10,
    }),
  ];
}

/** Labels of real predictions in batches of 5,000, two under way at a time, each batch durable when it counts. */
async function labels({ file, rows }: FlightModel, options: BenchOptions): Promise<BenchRow> {
  const directory = join(cacheDirectory, "serving-labels");
  await rm(directory, { recursive: true, force: true });
  await using house = await servingHouse(await readFile(file), directory);
  const batch = 5_000;
  const batches: { id: string; label: number }[][] = [];
  const asked = Array.from({ length: batch }, (_, i) => rows[i % rows.length] ?? {});
  // Fewer than a million in all: more labels than that without a logged prediction are refused.
  for (let i = 0; i < 30; i++) {
    const { answers } = await house.deployments.predict("delays", asked);
    batches.push(answers.map(({ id }, k) => ({ id, label: k % 5 === 0 ? 1 : 0 })));
  }
  await house.predictions.flush();
  const rate = async () => {
    const seconds = await secondsOf(async () => {
      for (let i = 0; i < batches.length; i += 2) {
        await Promise.all(batches.slice(i, i + 2).map((one) => house.predictions.label("delays", one)));
      }
    });
    return { rate: (batches.length * batch) / seconds };
  };
  const { ours } = await inTurn({ ours: rate }, runsOf(options));
  return benchRow({
    work: "labels taken in, durable when answered",
    ours: ours.rate,
    unit: "/s",
    rival: 200_000,
    rivalName: "the goal",
    goal: "at least 200,000 a second",
    met: ours.rate >= 200_000,
  });
}
