import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ModelGraph } from "../src/contract/model-graph.ts";
import { writeOnnx } from "../src/engines/onnx/write.ts";
import { fitTrees } from "../src/engines/trees/fit.ts";
import { cacheDirectory } from "./harness.ts";

/** A raw row as a client sends it. */
export type FlightRow = { date: string; distance: number; origin: string; destination: string };

export interface FlightModel {
  readonly graph: ModelGraph;
  readonly file: string;
  readonly rows: readonly FlightRow[];
}

const trainRows = 100_000;
const codes = (values: readonly string[], of: ReadonlyMap<string, number>) =>
  Int32Array.from(values, (value) => of.get(value) ?? -1);

function minutes(date: string): number {
  return new Date(date).getUTCHours() * 60 + new Date(date).getUTCMinutes();
}

function column(name: string) {
  return { op: "column", name } as const;
}

/** 100 trees of 31 leaves on 100,000 flights, written as ONNX, and other flights to ask it about. */
export async function flightModel(): Promise<FlightModel> {
  const rows = await flights(trainRows + 1_000);
  const train = rows.slice(0, trainRows);
  const airports = [...new Set(train.flatMap(({ origin, destination }) => [origin, destination]))].sort();
  const places = new Map(airports.map((airport, place) => [airport, place]));
  const predictor = await fitTrees(
    {
      rows: train.length,
      features: [
        {
          name: "minuteOfDay",
          kind: "numeric",
          values: Float32Array.from(train, ({ date }) => minutes(date)),
        },
        {
          name: "weekday",
          kind: "numeric",
          values: Float32Array.from(train, ({ date }) => new Date(date).getUTCDay()),
        },
        { name: "distance", kind: "numeric", values: Float32Array.from(train, ({ distance }) => distance) },
        {
          name: "origin",
          kind: "categorical",
          codes: codes(
            train.map(({ origin }) => origin),
            places,
          ),
          categories: airports.length,
        },
        {
          name: "destination",
          kind: "categorical",
          codes: codes(
            train.map(({ destination }) => destination),
            places,
          ),
          categories: airports.length,
        },
      ],
      target: Float32Array.from(train, ({ late }) => late),
    },
    { task: "binary", trees: 100, leaves: 31 },
    { threads: 2 },
  );
  const graph: ModelGraph = {
    inputs: [
      { name: "date", type: "timestamp" },
      { name: "distance", type: "number" },
      { name: "origin", type: "string" },
      { name: "destination", type: "string" },
    ],
    lookups: {},
    features: [
      { name: "minuteOfDay", kind: "numeric", expression: { op: "minuteOfDay", of: column("date") } },
      { name: "weekday", kind: "numeric", expression: { op: "weekday", of: column("date") } },
      { name: "distance", kind: "numeric", expression: column("distance") },
      { name: "origin", kind: "categorical", expression: column("origin"), categories: airports },
      { name: "destination", kind: "categorical", expression: column("destination"), categories: airports },
    ],
    target: { name: "late", kind: "binary" },
    predictor,
  };
  await mkdir(cacheDirectory, { recursive: true });
  const file = join(cacheDirectory, "serving.onnx");
  await writeFile(file, writeOnnx(graph, { version: "bench" }));
  const asked = rows.slice(trainRows).map(({ date, distance, origin, destination }) => ({
    date,
    distance,
    origin,
    destination,
  }));
  return { graph, file, rows: asked };
}

async function flights(count: number): Promise<(FlightRow & { late: number })[]> {
  const file = join(import.meta.dirname, "..", "node_modules", "vega-datasets", "data", "flights-3m.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT strftime(date, '%Y-%m-%dT%H:%M:%SZ') AS date, distance::INTEGER AS distance, origin, destination,
        (delay > 15)::INTEGER AS late
      FROM read_parquet('${file.replaceAll("'", "''")}')
      ORDER BY hash(date, origin, destination, distance, delay), date, origin LIMIT ${count}`,
    );
    return reader.getRowObjects() as unknown as (FlightRow & { late: number })[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
