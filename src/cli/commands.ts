import type { CommandSpec, OptionSpec } from "./command.ts";

const limit: OptionSpec = { flags: "--limit <count>", summary: "how many at most", default: "20" };

/** Every command of `prumo`, in the order in which a person meets them. */
export const commands: readonly CommandSpec[] = [
  {
    name: "init",
    args: "[dir]",
    summary: "start a project from a template",
    options: [{ flags: "--template <name>", summary: "flight-delays or blank", default: "flight-delays" }],
    examples: ["prumo init my-project", "prumo init my-project --template blank"],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "up",
    summary: "serve the project: web UI, HTTP API, predictions, schedules",
    options: [
      {
        flags: "--port <port>",
        summary: "port to listen on; 0 takes any free one (7786 unless the project says otherwise)",
      },
      { flags: "--host <host>", summary: "address to listen on; only loopback without authentication" },
    ],
    load: () => import("./commands/up.ts"),
  },
  {
    name: "run",
    args: "<pipeline>",
    summary: "run a pipeline and follow it",
    options: [
      {
        flags: "--param <name=value>",
        summary: "set a parameter; the value is JSON or text",
        repeatable: true,
      },
      { flags: "--resume", summary: "continue the newest unfinished or failed run instead of starting one" },
      { flags: "--detach", summary: "do not wait (needs a running `prumo up`)" },
    ],
    examples: ["prumo run train", "prumo run train --param trees=200", "prumo run train --resume"],
    load: () => import("./commands/run.ts"),
  },
  {
    name: "demo",
    summary: "run the whole life of a model on three million real flights",
    options: [
      { flags: "--once", summary: "end when it is done instead of keeping the UI open" },
      { flags: "--port <port>", summary: "port of the UI; 0 takes any free one", default: "7786" },
      {
        flags: "--dir <dir>",
        summary: "folder to run in; kept afterwards (a folder of the system's unless given)",
      },
    ],
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "flow",
    summary: "show the nine stations and what needs you",
    load: () => import("./commands/flow.ts"),
  },
  {
    name: "doctor",
    summary: "check this machine and this project, and say what to repair",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "gc",
    summary:
      "remove for good what was deleted and what nobody refers to; without --apply it only says what that is",
    options: [
      { flags: "--apply", summary: "remove it" },
      {
        flags: "--older-than <age>",
        summary: "what was deleted longer ago, such as 12h; 0 for all that is deleted",
        default: "30d",
      },
    ],
    examples: ["prumo gc", "prumo gc --older-than 7d --apply"],
    load: () => import("./commands/gc.ts"),
  },
  {
    name: "predict",
    args: "<deployment>",
    summary: "ask a deployment for predictions",
    options: [
      { flags: "--rows <json>", summary: "rows of raw columns as a JSON array of objects" },
      { flags: "--file <path>", summary: "read the rows from a JSON file; - is standard input" },
    ],
    examples: [
      `prumo predict delays --rows '[{"date":"2001-03-01T17:30:00Z","distance":1745,"origin":"LAX","destination":"ORD"}]'`,
    ],
    load: () => import("./commands/predict.ts"),
  },
  {
    name: "source list",
    summary: "the sources and when they were last read",
    load: () => import("./commands/source-list.ts"),
  },
  {
    name: "dataset list",
    summary: "the datasets and their newest version",
    load: () => import("./commands/dataset-list.ts"),
  },
  {
    name: "dataset show",
    args: "<name-or-version>",
    summary: "one version: schema, profile, checks",
    load: () => import("./commands/dataset-show.ts"),
  },
  {
    name: "pipeline list",
    summary: "the pipelines and their last run",
    load: () => import("./commands/pipeline-list.ts"),
  },
  {
    name: "pipeline show",
    args: "<name-or-run>",
    summary: "one run with its steps, or a pipeline's graph and last runs",
    options: [limit],
    load: () => import("./commands/pipeline-show.ts"),
  },
  {
    name: "experiment list",
    summary: "the experiments",
    options: [{ flags: "--deleted", summary: "those that are deleted and can be restored" }],
    load: () => import("./commands/experiment-list.ts"),
  },
  {
    name: "experiment runs",
    args: "[filter]",
    summary: "search runs; the filter is the search grammar that the UI and MLflow's clients use",
    options: [
      { flags: "--experiment <name>", summary: "only runs of this experiment" },
      {
        flags: "--order <terms>",
        summary: "such as 'best(metrics.auc) desc, start_time'; newest first unless given",
      },
      { flags: "--columns <fields>", summary: "such as 'best(metrics.auc), params.depth, tags.team'" },
      { flags: "--deleted", summary: "only runs that are deleted and can be restored" },
      limit,
    ],
    examples: [
      `prumo experiment runs "metrics.auc > 0.8 AND params.depth = '3'" --order "best(metrics.auc) desc"`,
      `prumo experiment runs --experiment churn --columns "best(metrics.auc), params.depth"`,
    ],
    load: () => import("./commands/experiment-runs.ts"),
  },
  {
    name: "experiment show",
    args: "<name-or-run>",
    summary: "runs of an experiment, or one run",
    options: [limit],
    load: () => import("./commands/experiment-show.ts"),
  },
  {
    name: "experiment create",
    args: "<name>",
    summary: "make an experiment",
    options: [
      { flags: "--tag <key=value>", summary: "a tag; can be given again", repeatable: true },
      {
        flags: "--artifacts <root>",
        summary:
          "where clients are to keep artifacts, such as s3://bucket/churn (prumo's own store unless given)",
      },
    ],
    examples: ["prumo experiment create churn --tag team=growth"],
    load: () => import("./commands/experiment-create.ts"),
  },
  {
    name: "experiment rename",
    args: "<name> <new-name>",
    summary: "give an experiment another name",
    load: () => import("./commands/experiment-rename.ts"),
  },
  {
    name: "experiment delete",
    args: "<name-or-run...>",
    summary: "delete experiments with their runs, or single runs; they can be restored until `prumo gc`",
    examples: ["prumo experiment delete churn"],
    load: () => import("./commands/experiment-delete.ts"),
  },
  {
    name: "experiment restore",
    args: "<name-or-run...>",
    summary: "bring deleted experiments or runs back",
    examples: ["prumo experiment restore churn"],
    load: () => import("./commands/experiment-restore.ts"),
  },
  {
    name: "experiment import",
    summary: "copy experiments, runs, files and models from a running MLflow server; continues where it was",
    options: [
      {
        flags: "--from <address>",
        summary: "address of the MLflow server; MLFLOW_TRACKING_URI unless given",
      },
      {
        flags: "--experiment <name>",
        summary: "only this experiment, with the model versions of its runs; can be given again",
        repeatable: true,
      },
      { flags: "--no-artifacts", summary: "leave out the files of runs and logged models" },
      { flags: "--no-models", summary: "leave out registered models and their versions" },
      {
        flags: "--recheck-files",
        summary: "list the files of unchanged runs too, for those that were added after they ended",
      },
      { flags: "--dry-run", summary: "only count" },
    ],
    examples: [
      "prumo experiment import --from http://127.0.0.1:5000",
      "prumo experiment import --from https://mlflow.example.com --experiment churn --dry-run",
    ],
    load: () => import("./commands/experiment-import.ts"),
  },
  {
    name: "model list",
    summary: "the models and their versions",
    load: () => import("./commands/model-list.ts"),
  },
  {
    name: "model show",
    args: "<name> [version]",
    summary: "one version: evaluation, requirements, evidence",
    load: () => import("./commands/model-show.ts"),
  },
  {
    name: "model promote",
    args: "<name> <version>",
    summary: "give a version an alias and write down why",
    options: [
      { flags: "--alias <alias>", summary: "the alias", default: "live" },
      { flags: "--reason <text>", summary: "why; it is kept in the promotion history" },
    ],
    examples: [`prumo model promote flight-delays 2 --reason "better calibrated since March"`],
    load: () => import("./commands/model-promote.ts"),
  },
  {
    name: "model history",
    args: "<name>",
    summary: "which alias or stage moved when, who moved it and why",
    options: [
      { flags: "--alias <alias>", summary: "only this alias or stage" },
      { flags: "--at <time>", summary: "which version each stood at then, such as 2026-01-31T12:00:00Z" },
    ],
    examples: ["prumo model history flight-delays --alias live --at 2026-01-31"],
    load: () => import("./commands/model-history.ts"),
  },
  {
    name: "model alias",
    args: "<name> <alias> [version]",
    summary: "point an alias at a version of any make, or take it away, and write down why",
    options: [
      { flags: "--reason <text>", summary: "why; it is kept in the promotion history" },
      { flags: "--delete", summary: "take the alias away" },
    ],
    examples: [`prumo model alias flight-delays champion 3 --reason "best of the spring"`],
    load: () => import("./commands/model-alias.ts"),
  },
  {
    name: "model tag",
    args: "<name> [version]",
    summary: "tags of a model or of a version; what there is after the changes is shown",
    options: [
      { flags: "--set <key=value>", summary: "set a tag; can be given again", repeatable: true },
      { flags: "--remove <key>", summary: "take a tag away; can be given again", repeatable: true },
    ],
    examples: ["prumo model tag flight-delays 3 --set owner=ana --remove draft"],
    load: () => import("./commands/model-tag.ts"),
  },
  {
    name: "model compare",
    args: "<name> <version> <others...>",
    summary: "evaluations side by side, with the intervals of their differences from the first",
    examples: ["prumo model compare flight-delays live latest"],
    load: () => import("./commands/model-compare.ts"),
  },
  {
    name: "model describe",
    args: "<name> [version]",
    summary: "say what a model, or a version of it, is",
    options: [{ flags: "--text <text>", summary: "the description; an empty text takes it away" }],
    examples: [`prumo model describe flight-delays 3 --text "trained without the holidays"`],
    load: () => import("./commands/model-describe.ts"),
  },
  {
    name: "model delete",
    args: "<name> [version]",
    summary: "delete a version, or a model with all of them; history and evidence stay",
    options: [{ flags: "--yes", summary: "that it is meant" }],
    examples: ["prumo model delete flight-delays 1 --yes"],
    load: () => import("./commands/model-delete.ts"),
  },
  {
    name: "webhook list",
    summary: "who is told of changes in the model registry",
    load: () => import("./commands/webhook-list.ts"),
  },
  {
    name: "webhook deliveries",
    args: "<name>",
    summary: "what was sent to a webhook, newest first, and what it answered",
    options: [limit],
    load: () => import("./commands/webhook-deliveries.ts"),
  },
  {
    name: "deployment list",
    summary: "the deployments and who they serve",
    load: () => import("./commands/deployment-list.ts"),
  },
  {
    name: "deployment show",
    args: "<name>",
    summary: "variants, rollout and verdicts",
    load: () => import("./commands/deployment-show.ts"),
  },
  {
    name: "monitor list",
    summary: "the monitors and their state",
    load: () => import("./commands/monitor-list.ts"),
  },
  {
    name: "monitor show",
    args: "<name>",
    summary: "drift and quality by window, and alerts",
    load: () => import("./commands/monitor-show.ts"),
  },
  {
    name: "retraining list",
    summary: "what was decided about alerts",
    load: () => import("./commands/retraining-list.ts"),
  },
];
