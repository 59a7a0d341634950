import { newExperiment, newRun, POST, sequence, type Sequence, type Step } from "./sequence.ts";

/** What was measured of a model: value, dataset and its digest, time, step. */
type Point = readonly [
  value: number,
  dataset: string | undefined,
  digest: string | undefined,
  at: number,
  step?: number,
];

/** A logged model of the experiment, measured by the run. */
function model(name: string, ...points: readonly Point[]): readonly Step[] {
  return [
    POST("logged-models", { experiment_id: "$experiment", name }, { keep: { model: "model.info.model_id" } }),
    ...points.map(([value, dataset_name, dataset_digest, timestamp, step = 0]) =>
      POST("runs/log-metric", {
        run_id: "$run",
        key: "acc",
        value,
        timestamp,
        step,
        model_id: "$model",
        dataset_name,
        dataset_digest,
      }),
    ),
  ];
}

const find = (more: Readonly<Record<string, unknown>>): Step =>
  POST("logged-models/search", { experiment_ids: ["$experiment"], ...more });
const by = (order: Readonly<Record<string, unknown>>): Step =>
  find({ order_by: [{ field_name: "metrics.acc", ...order }, { field_name: "name" }] });
const on = (dataset_name: string, dataset_digest?: string) => ({ dataset_name, dataset_digest });

/** Logged models whose metrics were measured on datasets. */
export const scopedModels: readonly Sequence[] = [
  sequence(
    "logged models by what they were measured on",
    newExperiment("scoped"),
    newRun(),
    ...model("first", [0.9, "train", "1", 10], [0.3, "test", "1", 11], [0.4, "test", "2", 12]),
    ...model("second", [0.5, "train", "1", 10], [0.7, "test", "1", 12, 1], [0.6, "test", "1", 12, 2]),
    ...model("third", [0.8, "train", "2", 10]),
    ...model("fourth", [0.2, undefined, undefined, 10], [0.1, undefined, undefined, 9]),
    ...model("fifth"),
    by({}),
    by({ ascending: false }),
    by({ dataset_name: "train" }),
    by({ dataset_name: "train", ascending: false }),
    by({ dataset_name: "test", dataset_digest: "1" }),
    by({ dataset_name: "test", dataset_digest: "2", ascending: false }),
    by({ dataset_name: "none" }),
    find({
      order_by: [
        { field_name: "metrics.acc", dataset_name: "train", dataset_digest: "1" },
        { field_name: "metrics.acc", dataset_name: "test", dataset_digest: "1", ascending: false },
      ],
    }),
    find({ order_by: [{ field_name: "metrics.acc", ascending: false }], max_results: 2 }),
    find({ filter: "metrics.acc > 0.6" }),
    find({ filter: "metrics.acc > 0.6", datasets: [on("train", "1")] }),
    find({ filter: "metrics.acc > 0.6", datasets: [on("test", "1")] }),
    find({ filter: "metrics.acc > 0.6", datasets: [on("train", "2"), on("test", "1")] }),
    find({ filter: "metrics.acc > 0.6 AND metrics.acc < 0.65", datasets: [on("test", "1")] }),
    find({ filter: "metrics.acc > 0.1", datasets: [on("none", "1")] }),
    find({ datasets: [on("test", "2")] }),
    find({ datasets: [on("train", "1"), on("train", "2")] }),
    find({ filter: "name = 'first'", datasets: [on("train", "2")] }),
    find({ filter: "name != 'first'", datasets: [on("train", "1")] }),
    find({ datasets: [on("test")] }),
    find({ datasets: [{ dataset_digest: "1" }] }),
    find({ datasets: [on("")] }),
    find({ datasets: "train" }),
    find({ order_by: [{ field_name: "params.p" }] }),
    find({ order_by: [{ field_name: "nothing" }] }),
    find({ order_by: [{ ascending: true }] }),
  ),
];
