import type { z } from "zod";
import type { Json } from "../../kernel/json.ts";
import type { Requirement } from "../records/models.ts";
import type { gbdtSchema, linearSchema, trainParams, Window } from "../step-params.ts";
import type { DatasetRef, TableRef } from "./data.ts";
import type { DeploymentRef, PipelineRef } from "./serving.ts";
import type { PipelineSpec, StepSpec } from "./schema.ts";

/** One output of a step, by reference: the edge of the graph. `Columns` are those of a table. */
export interface Output<Type extends string, Columns extends string = string> {
  readonly step: string;
  readonly output: string;
  readonly type: Type;
  /** Only for the type checker. */
  readonly columns?: Columns;
}

/** Any parameter may be given as a value or as a parameter of the pipeline. */
export type Param<T> = T | { readonly $param: string };
type WithParams<T> = { [Key in keyof T]: Param<T[Key]> };

/** Gradient-boosted trees by the histogram method. */
export const gbdt = (options: WithParams<Omit<z.input<typeof gbdtSchema>, "kind">> = {}) => ({
  kind: "gbdt" as const,
  ...options,
});
/** Linear or logistic regression with an L2 penalty. */
export const linear = (options: WithParams<Omit<z.input<typeof linearSchema>, "kind">> = {}) => ({
  kind: "linear" as const,
  ...options,
});

type TrainInput = z.input<typeof trainParams>;
export interface StepOptions {
  /** Name of the step; its kind unless stated. */
  readonly name?: string;
  readonly retries?: number;
  readonly timeout?: string;
}

type Inputs = Readonly<Record<string, Output<string>>>;

/** What a pipeline function is given: each call declares a step and does no work. */
export class StepDeclarer {
  readonly steps: Record<string, StepSpec> = {};
  readonly #pipeline: string;

  constructor(pipeline: string) {
    this.#pipeline = pipeline;
  }

  /** Read a source (or a window of it) into a dataset version. */
  ingest(
    from: DatasetRef,
    options: StepOptions & { readonly window?: Param<Window> } = {},
  ): Output<"dataset-version"> {
    const params = { dataset: from.name, spec: from.spec, window: options.window ?? {} };
    const name = this.#add("ingest", params, {}, { name: `ingest-${from.name}`, ...options });
    return { step: name, output: "out", type: "dataset-version" };
  }

  /** Run the dataset's checks in one scan; a failed error-severity check stops the run. */
  check(
    version: Output<"dataset-version">,
    options: StepOptions & { readonly of?: DatasetRef } = {},
  ): Output<"dataset-version"> {
    const declared =
      options.of?.spec.checks ?? (this.#datasetOf(version)?.checks as Json[] | undefined) ?? [];
    const name = this.#add(
      "check",
      { checks: declared },
      { version },
      { name: `check-${this.#datasetName(version)}`, ...options },
    );
    return { step: name, output: "out", type: "dataset-version" };
  }

  /** Make the table of features and label; the datasets it looks into are ingested when not given. */
  prepare<Columns extends string>(
    table: TableRef<Columns>,
    options: StepOptions & {
      readonly input: Output<"dataset-version">;
      readonly lookups?: Readonly<Record<string, Output<"dataset-version">>>;
    },
  ): Output<"table", Columns> {
    const inputs: Record<string, Output<string>> = { version: options.input };
    for (const { dataset } of table.lookups) {
      inputs[`lookup:${dataset.name}`] ??= options.lookups?.[dataset.name] ?? this.ingest(dataset);
    }
    const params = { name: table.name, spec: table.spec, time: table.from.spec.time ?? null };
    const name = this.#add("prepare", params, inputs, { name: "prepare", ...options });
    return { step: name, output: "out", type: "table" };
  }

  /** Split rows into train and test: by time (the last share is the test) or at random. */
  split<Columns extends string>(
    table: Output<"table", Columns>,
    options: StepOptions & {
      readonly by?: "time" | "random";
      readonly test?: Param<number>;
      readonly seed?: number;
    } = {},
  ): { readonly train: Output<"table", Columns>; readonly test: Output<"table", Columns> } {
    const name = this.#add(
      "split",
      { by: options.by ?? "time", test: options.test ?? 0.2, seed: options.seed ?? 0 },
      { table },
      options,
    );
    return {
      train: { step: name, output: "train", type: "table" },
      test: { step: name, output: "test", type: "table" },
    };
  }

  /** Fit a model; the run is recorded as a run of the experiment. */
  train<Columns extends string>(
    table: Output<"table", Columns>,
    options: StepOptions & {
      readonly target: Columns;
      readonly task?: TrainInput["task"];
      readonly algorithm: ReturnType<typeof gbdt> | ReturnType<typeof linear>;
      readonly validate?: TrainInput["validate"];
      readonly tune?: TrainInput["tune"];
      readonly seed?: Param<number>;
      readonly experiment?: string;
    },
  ): Output<"model"> {
    const params = {
      target: options.target,
      task: options.task ?? "binary",
      algorithm: options.algorithm,
      validate: options.validate ?? null,
      tune: options.tune ?? null,
      seed: options.seed ?? 0,
      experiment: options.experiment ?? this.#pipeline,
    };
    const name = this.#add("train", params, { table }, options);
    return { step: name, output: "out", type: "model" };
  }

  /** Measure a model on rows it has not seen, over all and over slices. */
  evaluate<Columns extends string>(
    model: Output<"model">,
    options: StepOptions & {
      readonly on: Output<"table", Columns>;
      readonly slices?: readonly NoInfer<Columns>[];
      readonly minSliceRows?: number;
    },
  ): Output<"report"> {
    const params = { slices: [...(options.slices ?? [])], minSliceRows: options.minSliceRows ?? 200 };
    const name = this.#add("evaluate", params, { model, table: options.on }, options);
    return { step: name, output: "out", type: "report" };
  }

  /** Check the requirements; one that is not met stops the run with exit code 3. */
  gate(
    report: Output<"report">,
    requirements: readonly Requirement[],
    options: StepOptions = {},
  ): Output<"gate"> {
    const name = this.#add("gate", { requirements: requirements as unknown as Json }, { report }, options);
    return { step: name, output: "out", type: "gate" };
  }

  /** Register the model as the next version of a name. */
  register(
    model: Output<"model">,
    options: StepOptions & {
      readonly as: string;
      readonly report: Output<"report">;
      readonly when?: Output<"gate">;
    },
  ): Output<"release"> {
    const inputs = { model, report: options.report, ...(options.when ? { gate: options.when } : {}) };
    const name = this.#add("register", { model: options.as }, inputs, options);
    return { step: name, output: "out", type: "release" };
  }

  /** Hand a version to a deployment, which rolls it out. */
  deploy(
    release: Output<"release">,
    options: StepOptions & { readonly to: DeploymentRef },
  ): Output<"deployment"> {
    const name = this.#add("deploy", { deployment: options.to.name }, { release }, options);
    return { step: name, output: "out", type: "deployment" };
  }

  /**
   * Your own program, in any language: inputs and outputs are files named in its environment. What it logs by
   * MLflow's client lands in the step's run; `experiment` names another experiment than the pipeline's, and null
   * says that the step needs no run.
   */
  command<Outputs extends Readonly<Record<string, "file" | "table" | "json" | "model">>>(
    name: string,
    options: StepOptions & {
      readonly command: readonly string[];
      readonly inputs?: Inputs;
      readonly outputs?: Outputs;
      readonly env?: Readonly<Record<string, string>>;
      readonly experiment?: string | null;
    },
  ): { readonly [Name in keyof Outputs]: Output<Outputs[Name] & string> } {
    const outputs: Readonly<Record<string, string>> = options.outputs ?? {};
    const experiment = options.experiment === undefined ? this.#pipeline : options.experiment;
    const params = { command: [...options.command], outputs, env: options.env ?? {}, experiment };
    this.#add("command", params, options.inputs ?? {}, { ...options, name });
    const made = Object.entries(outputs).map(([output, type]) => [output, { step: name, output, type }]);
    return Object.fromEntries(made) as { readonly [Name in keyof Outputs]: Output<Outputs[Name] & string> };
  }

  /** An exported function of a module of the project, called in a worker process. */
  call(
    name: string,
    target: { readonly module: string; readonly export: string },
    options: StepOptions & { readonly inputs?: Inputs; readonly args?: Json } = {},
  ): Output<"json"> {
    this.#add("call", { ...target, args: options.args ?? {} }, options.inputs ?? {}, { ...options, name });
    return { step: name, output: "out", type: "json" };
  }

  #add(kind: string, params: Json | object, inputs: Inputs, options: StepOptions): string {
    const name = this.#free(options.name ?? kind);
    const edges = Object.entries(inputs).map(([input, from]) => [
      input,
      { step: from.step, output: from.output },
    ]);
    this.steps[name] = {
      kind,
      // Through JSON: what is declared is data, and undefined members vanish.
      params: JSON.parse(JSON.stringify(params)) as StepSpec["params"],
      inputs: Object.fromEntries(edges) as StepSpec["inputs"],
      retries: options.retries ?? 0,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    };
    return name;
  }

  #free(wanted: string): string {
    if (!(wanted in this.steps)) return wanted;
    let count = 2;
    while (`${wanted}-${count}` in this.steps) count++;
    return `${wanted}-${count}`;
  }

  #datasetOf(version: Output<"dataset-version">): { checks?: unknown } | undefined {
    const params = this.steps[version.step]?.params as { spec?: { checks?: unknown } } | undefined;
    return params?.spec;
  }

  #datasetName(version: Output<"dataset-version">): string {
    const params = this.steps[version.step]?.params as { dataset?: string } | undefined;
    return params?.dataset ?? version.step;
  }
}

/** A graph of steps. The function runs once, when the project is read, and only declares. */
export function pipeline<Params extends Readonly<Record<string, Json>>>(
  name: string,
  params: Params,
  declare: (given: {
    readonly step: StepDeclarer;
    readonly params: { readonly [Key in keyof Params]: Param<never> };
  }) => void,
): PipelineRef {
  const step = new StepDeclarer(name);
  const references = Object.fromEntries(Object.keys(params).map((key) => [key, { $param: key }]));
  declare({ step, params: references as { readonly [Key in keyof Params]: Param<never> } });
  return { type: "pipeline", name, spec: { params: params as PipelineSpec["params"], steps: step.steps } };
}
