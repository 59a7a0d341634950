import { type Output, StepDeclarer } from "../../contract/project/pipeline.ts";
import type { DatasetRef, TableRef } from "../../contract/project/data.ts";
import { nearest } from "../../kernel/nearest.ts";
import { isMapping, type Mapping } from "./mapping.ts";

interface Known {
  readonly datasets: ReadonlyMap<string, DatasetRef>;
  readonly tables: ReadonlyMap<string, TableRef>;
  readonly requirements: readonly unknown[];
}

/** Declares one step from its shorthand; `value` is what stands after the kind, `rest` the other settings. */
type StepReader = (given: {
  name: string;
  value: unknown;
  rest: Mapping;
  step: StepDeclarer;
  known: Known;
}) => unknown;

const readers: Readonly<Record<string, StepReader>> = {
  ingest: ({ name, value, rest, step, known }) =>
    step.ingest(named(known.datasets, value, "dataset"), { ...rest, name }),
  check: ({ name, value, rest, step }) => step.check(value as Output<"dataset-version">, { ...rest, name }),
  prepare: ({ name, value, rest, step, known }) =>
    step.prepare(named(known.tables, value, "table"), { ...rest, name } as Parameters<
      StepDeclarer["prepare"]
    >[1]),
  split: ({ name, value, rest, step }) => step.split(value as Output<"table">, { ...rest, name }),
  train: ({ name, value, rest, step }) =>
    step.train(
      value as Output<"table">,
      { ...rest, algorithm: algorithmOf(rest["algorithm"]), name } as Parameters<StepDeclarer["train"]>[1],
    ),
  evaluate: ({ name, value, rest, step }) =>
    step.evaluate(value as Output<"model">, { ...rest, name } as Parameters<StepDeclarer["evaluate"]>[1]),
  gate: ({ name, value, rest, step, known }) =>
    step.gate(
      value as Output<"report">,
      (rest["requirements"] ?? known.requirements) as Parameters<StepDeclarer["gate"]>[1],
      { name },
    ),
  register: ({ name, value, rest, step }) =>
    step.register(value as Output<"model">, { ...rest, name } as Parameters<StepDeclarer["register"]>[1]),
  deploy: ({ name, value, rest, step }) =>
    step.deploy(value as Output<"release">, {
      name,
      to: { type: "deployment", name: String(rest["to"]), spec: {} },
    }),
  command: ({ name, value, rest, step }) => step.command(name, { ...rest, command: value as string[] }),
  call: ({ name, value, rest, step }) => step.call(name, value as { module: string; export: string }, rest),
};

/** The steps of one pipeline. `${step}` and `${step.output}` are edges, `${params.name}` is a parameter. */
export function yamlPipeline(pipeline: string, spec: Mapping, known: Known): Mapping {
  const params = isMapping(spec["params"]) ? spec["params"] : {};
  const step = new StepDeclarer(pipeline);
  const outputs = new Map<string, unknown>();
  const written = isMapping(spec["steps"]) ? Object.entries(spec["steps"]) : [];
  for (const [name, shorthand] of written) {
    if (!isMapping(shorthand))
      throw new SyntaxError(`step ${name} is not a mapping such as { ingest: flights }`);
    const kind = Object.keys(readers).find((known) => known in shorthand);
    if (kind === undefined) throw new SyntaxError(unknownStep(name, Object.keys(shorthand)));
    const { [kind]: value, ...rest } = substitute(shorthand, outputs, params, name) as Mapping;
    outputs.set(name, readers[kind]?.({ name, value, rest, step, known }));
  }
  return { params, steps: step.steps };
}

/** Replaces every `${…}` in a value by the output or the parameter that it names. */
function substitute(
  value: unknown,
  outputs: ReadonlyMap<string, unknown>,
  params: Mapping,
  step: string,
): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, outputs, params, step));
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, outputs, params, step)]),
    );
  }
  const reference = typeof value === "string" ? /^\$\{([\w-]+)(?:\.([\w-]+))?\}$/.exec(value) : null;
  const [, head, member] = reference ?? [];
  if (head === undefined) return value;
  if (head === "params" && member !== undefined) {
    if (!Object.hasOwn(params, member))
      throw new SyntaxError(unknownReference(step, value as string, Object.keys(params)));
    return { $param: member };
  }
  const output = outputs.get(head);
  if (output === undefined)
    throw new SyntaxError(unknownReference(step, value as string, [...outputs.keys()]));
  return member === undefined
    ? output
    : ((output as Mapping)[member] ?? { step: head, output: member, type: "file" });
}

function algorithmOf(written: unknown): unknown {
  if (!isMapping(written) || "kind" in written) return written;
  const [entry] = Object.entries(written);
  return entry === undefined ? written : { kind: entry[0], ...(isMapping(entry[1]) ? entry[1] : {}) };
}

function named<T>(things: ReadonlyMap<string, T>, name: unknown, kind: string): T {
  const found = things.get(String(name));
  if (found !== undefined) return found;
  const near = nearest(String(name), [...things.keys()]);
  throw new SyntaxError(
    `there is no ${kind} ${String(name)}${near === undefined ? "" : `; did you mean ${near}?`}`,
  );
}

function unknownStep(name: string, keys: readonly string[]): string {
  const near = nearest(keys[0] ?? "", Object.keys(readers));
  return `step ${name} has no kind that prumo knows (${Object.keys(readers).join(", ")})${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function unknownReference(step: string, reference: string, known: readonly string[]): string {
  const near = nearest(reference.slice(2, -1), known);
  return `step ${step} refers to ${reference}, which is not declared before it${near === undefined ? "" : `; did you mean \${${near}}?`}`;
}
