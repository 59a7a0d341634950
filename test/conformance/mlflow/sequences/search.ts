import { newExperiment, POST, sequence, type Sequence, type Step } from "./sequence.ts";

/** Twelve runs: some without the metric, one with NaN, two teams, two parameters. */
const made: readonly Step[] = Array.from({ length: 12 }, (_, i) => [
  POST(
    "runs/create",
    {
      experiment_id: "$experiment",
      start_time: 1_000 + i,
      run_name: `r${i}`,
      tags: [{ key: "team", value: i % 3 ? "a" : "B" }],
    },
    { keep: { run: "run.info.run_id" } },
  ),
  POST("runs/log-batch", {
    run_id: "$run",
    metrics: i % 4 === 0 ? [] : [{ key: "acc", value: i === 5 ? "NaN" : i / 12, timestamp: 1, step: 0 }],
    params: [
      { key: "depth", value: String(i % 3) },
      { key: "a b", value: i % 2 ? "x" : "y" },
    ],
  }),
  POST("runs/update", { run_id: "$run", status: i % 2 ? "FINISHED" : "FAILED", end_time: 2_000 + i }),
]).flat();

const find = (filter: string, order_by: readonly string[] = [], more: Record<string, unknown> = {}): Step =>
  POST("runs/search", { experiment_ids: ["$experiment"], filter, order_by, ...more });

export const search: readonly Sequence[] = [
  sequence(
    "searching runs",
    newExperiment("searched"),
    ...made,
    find(""),
    find("", ["start_time ASC"]),
    find("", ["metrics.acc ASC"]),
    find("", ["metrics.acc DESC"]),
    find("", ["params.depth ASC", "tags.team DESC"]),
    find("", ["attributes.end_time DESC"], { max_results: 3 }),
    find("metrics.acc > 0.5"),
    find("metrics.acc != 0.25"),
    find("metrics.acc = 0.25"),
    find("metrics.acc > 0.5 AND tags.team = 'a'"),
    find("params.depth = '1'"),
    find("params.depth != '1'"),
    find("params.`a b` = 'x'"),
    find("params.\"a b\" LIKE 'x%'"),
    find("tags.team LIKE 'b'"),
    find("tags.team ILIKE 'b'"),
    find("tags.none = 'x'"),
    find("tags.team IS NULL"),
    find("tags.none IS NULL"),
    find("params.depth IS NOT NULL", ["start_time"], { max_results: 2 }),
    find("attributes.status = 'FAILED'"),
    find("status != 'FAILED'"),
    find("attributes.run_name LIKE 'r1%'"),
    find("run_name ILIKE 'R1_'"),
    find("start_time > 1008"),
    find("end_time <= 2001"),
    find("attributes.artifact_uri LIKE 'mlflow-artifacts:%'", [], { max_results: 1 }),
    find("metric.acc > 0.5 and parameter.depth = '2' and tag.team = 'a'"),
    ...[
      "metrics.acc",
      "metrics.acc > 'x'",
      "params.depth > 1",
      "banana.x = 'y'",
      "attributes.none = 'x'",
      "metrics.acc > 1 OR",
      "tags.team >",
      "= 3",
      "params.depth = '1' banana",
    ].map((bad) => find(bad)),
    find("", ["metrics.acc", "metrics.acc"]),
    find("", ["metrics.acc SIDEWAYS"]),
    find("", [], { max_results: 50_001 }),
    find("", [], { run_view_type: "DELETED_ONLY" }),
    POST("runs/search", { experiment_ids: [] }),
    POST("runs/search", { experiment_ids: ["987654"] }),
    POST("runs/search", { experiment_ids: "x" }),
    POST("runs/delete", { run_id: "$run" }),
    find("", [], { run_view_type: "DELETED_ONLY" }),
    find("run_name = 'r11'", [], { run_view_type: "ALL" }),
    find("run_name = 'r11'"),
  ),
];
