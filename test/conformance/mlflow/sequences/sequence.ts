/** One request of a sequence; `$name` in any text stands for what an earlier answer gave. */
export interface Step {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** Below /api/2.0/mlflow, or from the root when it begins with a slash. */
  readonly path: string;
  /** The query of a GET, else the body: JSON, or text as it is. */
  readonly send?: Readonly<Record<string, unknown>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names of values of the answer, by their path: `{ run: "run.info.run_id" }`. */
  readonly keep?: Readonly<Record<string, string>>;
}

export interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
}

type Rest = Pick<Step, "keep" | "headers">;
const step =
  (method: Step["method"]) =>
  (path: string, send?: Step["send"], rest: Rest = {}): Step => ({
    method,
    path,
    ...(send === undefined ? {} : { send }),
    ...rest,
  });

export const GET = step("GET");
export const POST = step("POST");
export const PATCH = step("PATCH");
export const DELETE = step("DELETE");
export const PUT = step("PUT");

export function sequence(name: string, ...steps: readonly Step[]): Sequence {
  return { name, steps };
}

/** A fresh experiment, kept as `$experiment`. */
export const newExperiment = (name: string): Step =>
  POST("experiments/create", { name }, { keep: { experiment: "experiment_id" } });

/** A fresh run in the default experiment, kept as `$run`. */
export const newRun = (more: Readonly<Record<string, unknown>> = {}): Step =>
  POST(
    "runs/create",
    { experiment_id: "0", start_time: 1_000, run_name: "named", ...more },
    { keep: { run: "run.info.run_id" } },
  );
