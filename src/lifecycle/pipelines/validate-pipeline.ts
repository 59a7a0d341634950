import type { PipelineSpec, StepSpec } from "../../contract/project/schema.ts";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Json } from "../../kernel/json.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { graph } from "./graph.ts";
import { resolveParams } from "./resolve-params.ts";

/** Everything that is wrong with a pipeline, in the order of its steps; empty when it can run. */
export function pipelineProblems(spec: PipelineSpec, kinds: readonly StepKind[]): PrumoError[] {
  const steps = Object.entries(spec.steps);
  if (steps.length === 0) return [fail("pipelines/empty", {})];
  const problems = steps.flatMap(([name, step]) => [
    ...danglingInputs(name, step, spec),
    ...caught(() => stepParams(name, step, spec.params, kinds)),
  ]);
  return [...problems, ...caught(() => graph(spec))];
}

/** Throws the first of the problems; `details.problems` holds the messages of all. */
export function validatePipeline(spec: PipelineSpec, kinds: readonly StepKind[]): void {
  const problems = pipelineProblems(spec, kinds);
  const [first] = problems;
  if (first === undefined) return;
  throw new PrumoError(first.code, { ...first.details, problems: problems.map((one) => one.message) });
}

/** The parameters of one step as its kind wants them: resolved, checked, defaults filled in. */
export function stepParams(
  name: string,
  step: StepSpec,
  params: { readonly [name: string]: Json },
  kinds: readonly StepKind[],
): Json {
  const kind = kinds.find((candidate) => candidate.name === step.kind);
  if (kind === undefined) {
    const known = kinds.map((candidate) => candidate.name);
    throw fail("pipelines/unknown-kind", {
      step: name,
      kind: step.kind,
      nearest: nearest(step.kind, known) ?? "another",
      known,
    });
  }
  const parsed = kind.params.safeParse(resolveParams(step.params, params, name));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw fail("pipelines/bad-params", {
    step: name,
    kind: step.kind,
    problem: `${where}${issue?.message ?? "not valid"}`,
  });
}

function danglingInputs(name: string, step: StepSpec, spec: PipelineSpec): PrumoError[] {
  const known = Object.keys(spec.steps);
  return Object.entries(step.inputs)
    .filter(([, edge]) => !Object.hasOwn(spec.steps, edge.step))
    .map(([input, edge]) =>
      fail("pipelines/unknown-step", {
        step: name,
        input,
        from: edge.step,
        nearest: nearest(edge.step, known) ?? "another",
        known,
      }),
    );
}

function caught(check: () => unknown): PrumoError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof PrumoError) return [error];
    throw error;
  }
}
