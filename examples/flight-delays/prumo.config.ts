import {
  atLeast,
  atMost,
  col,
  csv,
  dataset,
  defineProject,
  deployment,
  gbdt,
  inRange,
  lookup,
  matches,
  monitor,
  notNull,
  parquet,
  pipeline,
  prepare,
  requirement,
  retrain,
  rowCount,
} from "prumo";

// Three million real US flights of January to June 2001, and where the airports are.
const flights = dataset("flights", {
  source: parquet("npm:vega-datasets/data/flights-3m.parquet"),
  time: "date",
  checks: [
    notNull("date", "delay", "distance", "origin", "destination"),
    inRange("distance", { min: 1, max: 5_000 }),
    matches("origin", /^[A-Z]{3}$/),
    inRange("delay", { min: -120, max: 1_440 }).warn(),
    rowCount({ min: 1_000 }),
  ],
});

const airports = dataset("airports", {
  source: csv("npm:vega-datasets/data/airports.csv"),
  key: "iata",
  checks: [notNull("iata", "latitude", "longitude")],
});

const legs = prepare("legs", {
  from: flights,
  join: [lookup(airports, { on: { origin: "iata" }, take: { originState: "state" } })],
  columns: {
    late: col("delay").gt(15), // the label; never a feature
    minuteOfDay: col("date").minuteOfDay(),
    weekday: col("date").weekday(),
    distance: col("distance"),
    origin: col("origin").category(),
    destination: col("destination").category(),
    originState: col("originState").category(),
  },
});

const requirements = [
  requirement("R1", "Late flights are ranked above punctual ones", { metric: "rocAuc", ...atLeast(0.62) }),
  requirement("R2", "Stated chances are honest", { metric: "calibrationError", ...atMost(0.08) }),
  requirement("R3", "No large airport is served by guesswork", {
    metric: "rocAuc",
    slice: "origin",
    minRows: 2_000,
    ...atLeast(0.5),
    severity: "warn",
  }),
  requirement("R4", "An answer takes under 10 ms", { metric: "latencyP99Ms", ...atMost(10) }),
];

const delays = deployment("delays", {
  rollout: { shadow: { predictions: 20_000 }, steps: [5, 25, 50], each: { predictions: 20_000 } },
});

const train = pipeline(
  "train",
  { window: { to: "2001-02-01" }, trees: 120, leaves: 31 },
  ({ step, params }) => {
    const version = step.ingest(flights, { window: params.window });
    const checked = step.check(version);
    const places = step.check(step.ingest(airports));
    const table = step.prepare(legs, { input: checked, lookups: { airports: places } });
    const { train, test } = step.split(table, { by: "time", test: 0.2 });
    const fitted = step.train(train, {
      target: "late",
      algorithm: gbdt({ trees: params.trees, leaves: params.leaves, learningRate: 0.1 }),
      experiment: "flight-delays",
    });
    const report = step.evaluate(fitted, { on: test, slices: ["origin"] });
    const passed = step.gate(report, requirements);
    const release = step.register(fitted, { as: "flight-delays", report, when: passed });
    step.deploy(release, { to: delays });
  },
);

const watch = monitor("delays", {
  of: delays,
  every: "1mo",
  labels: { arriveWithin: "2d" },
  calibrationErrorRise: 0.005, // half a percentage point less honest than when it went out
  budget: { alertsPerMonth: 2 },
});

export default defineProject({
  name: "flight-delays",
  requirements,
  datasets: [flights, airports],
  tables: [legs],
  pipelines: [train],
  deployments: [delays],
  monitors: [watch],
  retraining: [retrain(train, { when: watch.alerts, window: "expanding", cooldown: "14d" })],
});
