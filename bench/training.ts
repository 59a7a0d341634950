import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { findPython } from "../scripts/python.ts";
import type { TrainingFrame } from "../src/engines/learning.ts";
import { rankScores, rocAuc } from "../src/engines/metrics/ranking.ts";
import { type FittedTrees, fitTrees } from "../src/engines/trees/fit.ts";
import { predictFrame } from "../src/engines/validation/predict-frame.ts";
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

const TRAIN_ROWS = 500_000;
const TEST_ROWS = 100_000;
const THREADS = 2;

/**
 * Training on the first 500,000 flights of 2001 beside scikit-learn: 100 trees of 31 leaves, 255 bins, 2 threads, the
 * airports as categories. Both times go from arrays in memory to the fitted model, binning and threads included;
 * the next 100,000 flights test it.
 */
export async function training(options: BenchOptions): Promise<BenchRow[]> {
  const columns = await flightColumns();
  const file = await writeColumns(columns);
  const train = frameOf(columns, 0, TRAIN_ROWS);
  const test = frameOf(columns, TRAIN_ROWS, TRAIN_ROWS + TEST_ROWS);
  const python = findPython("bench/training-requirements.txt");
  if ("reason" in python) throw new Error(python.reason);
  const rivalName = "scikit-learn HistGradientBoostingClassifier";
  const script = join(import.meta.dirname, "training.py");
  const rows = String(TRAIN_ROWS + TEST_ROWS);
  await using rival = startRival(python.path, [script, file, String(TRAIN_ROWS), rows], {
    OMP_NUM_THREADS: String(THREADS),
  });
  let fitted: FittedTrees | null = null;
  const runs = runsOf(options);
  const fits = await inTurn(
    {
      ours: async () => {
        const seconds = await secondsOf(async () => {
          fitted = await fitTrees(train, { task: "binary", trees: 100, leaves: 31 }, { threads: THREADS });
        });
        const ranked = rankScores(test.target, predictFrame(fitted!, test));
        return { seconds, auc: rocAuc(ranked)!.value };
      },
      rival: () => rival.ask("fit") as Promise<{ seconds: number; auc: number }>,
    },
    runs,
  );
  const scores = await inTurn(
    {
      ours: async () => ({
        micros: ((await secondsOf(() => predictFrame(fitted!, test))) * 1e6) / TEST_ROWS,
      }),
      rival: () => rival.ask("score") as Promise<{ micros: number }>,
    },
    runs,
  );
  return [
    benchRow({
      work: "train 100 trees on 500,000 flights",
      ours: fits.ours.seconds,
      unit: "s",
      rival: fits.rival.seconds,
      rivalName,
      goal: "at most twice the rival's time",
      met: fits.ours.seconds <= 2 * fits.rival.seconds,
    }),
    benchRow({
      work: "ROC AUC on the next 100,000 flights",
      ours: fits.ours.auc,
      unit: "",
      rival: fits.rival.auc,
      rivalName,
      goal: "at most 0.005 below the rival's",
      met: fits.ours.auc >= fits.rival.auc - 0.005,
    }),
    benchRow({
      work: "score 100,000 flights, one thread (rival: two)",
      ours: scores.ours.micros,
      unit: "µs/row",
      rival: scores.rival.micros,
      rivalName,
      goal: "at most 2.5 µs a row",
      met: scores.ours.micros <= 2.5,
    }),
  ];
}

const place = (column: string) => `(dense_rank() OVER (ORDER BY ${column}) - 1)::INTEGER`;

/** Five features and the target, float32, in order of time; airports by their place among the codes. */
async function flightColumns(): Promise<Float32Array[]> {
  const file = join(import.meta.dirname, "..", "node_modules", "vega-datasets", "data", "flights-3m.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT (hour(date) * 60 + minute(date))::INTEGER, (isodow(date) - 1)::INTEGER, distance::INTEGER,
         ${place("origin")}, ${place("destination")}, (delay > 15)::INTEGER
       FROM (FROM read_parquet('${file.replaceAll("'", "''")}')
         ORDER BY date, origin, destination, distance, delay LIMIT ${TRAIN_ROWS + TEST_ROWS})
       ORDER BY date, origin, destination, distance, delay`,
    );
    return reader.getColumns().map((values) => {
      const column = new Float32Array(new SharedArrayBuffer(values.length * 4));
      for (const [row, value] of values.entries()) column[row] = value as number;
      return column;
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeColumns(columns: readonly Float32Array[]): Promise<string> {
  await mkdir(cacheDirectory, { recursive: true });
  const file = join(cacheDirectory, "flights.f32");
  await writeFile(file, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))));
  return file;
}

function frameOf(columns: readonly Float32Array[], from: number, to: number): TrainingFrame {
  const numeric = (name: string, at: number) =>
    ({ name, kind: "numeric", values: columns[at]!.subarray(from, to) }) as const;
  const airport = (name: string, at: number) => {
    const codes = new Int32Array(new SharedArrayBuffer((to - from) * 4));
    codes.set(columns[at]!.subarray(from, to));
    const categories = columns[at]!.reduce((max, code) => Math.max(max, code), 0) + 1;
    return { name, kind: "categorical", codes, categories } as const;
  };
  return {
    rows: to - from,
    features: [
      numeric("minuteOfDay", 0),
      numeric("weekday", 1),
      numeric("distance", 2),
      airport("origin", 3),
      airport("destination", 4),
    ],
    target: columns[5]!.subarray(from, to),
  };
}
