import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Json } from "../../kernel/json.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { RunParams } from "./pipeline-run.ts";

/** Deeper than any real parameters; guards the recursion. */
const deepest = 64;

/** The parameters of a run: the pipeline's defaults, with what was given instead. */
export function runParams(defaults: RunParams, given: RunParams): RunParams {
  for (const name of Object.keys(given)) requireParam(name, defaults, "The start");
  return { ...defaults, ...given };
}

/** Replaces every `{"$param": name}` by the value of that parameter. */
export function resolveParams(value: Json, params: RunParams, step: string, depth = 0): Json {
  if (depth > deepest) {
    throw fail("kernel/bad-input", { where: `the parameters of step ${step}`, problem: "too deeply nested" });
  }
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map((item) => resolveParams(item, params, step, depth + 1));
  const members = Object.entries(value);
  const named = members.length === 1 ? value["$param"] : undefined;
  if (typeof named === "string") {
    requireParam(named, params, `Step ${step}`);
    return params[named] ?? null;
  }
  return Object.fromEntries(
    members.map(([key, item]) => [key, resolveParams(item ?? null, params, step, depth + 1)]),
  );
}

function requireParam(param: string, params: RunParams, where: string): void {
  if (Object.hasOwn(params, param)) return;
  const known = Object.keys(params);
  throw fail("pipelines/unknown-param", { where, param, nearest: nearest(param, known) ?? "none", known });
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
