import type { z } from "zod";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { ProjectSource } from "./project-source.ts";

/** The first problem of a project file as one error: file and line, what was found, what was expected. */
export function invalidProject(error: z.ZodError, source: ProjectSource): PrumoError {
  const issue = deepest(error.issues);
  const path = issue.path.map(String).join(".") || "the project";
  const place = placeOf(source, issue.path);
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys;
    const full = [...issue.path, ...issue.keys.slice(0, 1)];
    return fail(
      "project/invalid",
      {
        place: placeOf(source, full),
        path: full.map(String).join("."),
        found: "not a known setting",
        expected: "one that prumo knows",
        advice: adviceFor(key ?? "", knownKeys(error, issue)),
      },
      error,
    );
  }
  return fail(
    "project/invalid",
    {
      place,
      path,
      found: describe(valueAt(source.declared, issue.path)),
      expected: expectationOf(issue),
      advice: adviceOf(issue, valueAt(source.declared, issue.path)),
    },
    error,
  );
}

export function placeOf(source: ProjectSource, path: readonly PropertyKey[]): string {
  const line = source.lineOf(path);
  return line === undefined ? source.file : `${source.file}:${line}`;
}

export function adviceFor(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  return known.length > 0 ? `Use one of: ${known.join(", ")}.` : "Remove it.";
}

type Issue = z.core.$ZodIssue;

/** A union reports each branch; the branch that got furthest is the one that was meant. */
function deepest(issues: readonly Issue[]): Issue {
  let best: Issue | undefined;
  const visit = (issue: Issue, prefix: PropertyKey[]) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "invalid_union") issue.errors.flat().forEach((inner) => visit(inner, path));
    if (best === undefined || path.length > best.path.length) best = { ...issue, path };
  };
  issues.slice(0, 1).forEach((issue) => visit(issue, []));
  return best as Issue;
}

function knownKeys(_error: z.ZodError, issue: Issue): readonly string[] {
  // zod does not say which keys it knows; the settings at each level are few and listed here by level.
  return settings[issue.path.length === 0 ? "project" : String(issue.path[0])] ?? [];
}

const settings: Readonly<Record<string, readonly string[]>> = {
  project: [
    "name",
    "datasets",
    "tables",
    "requirements",
    "pipelines",
    "deployments",
    "monitors",
    "retraining",
    "server",
  ],
  datasets: [
    "source",
    "time",
    "key",
    "checks",
    "kind",
    "path",
    "delimiter",
    "columns",
    "column",
    "min",
    "max",
    "pattern",
    "values",
    "severity",
  ],
  tables: ["from", "lookups", "columns", "expression", "category", "dataset", "column", "key", "take"],
  pipelines: ["params", "steps", "kind", "inputs", "retries", "timeout", "step", "output"],
  deployments: ["rollout", "strategy", "shadow", "steps", "each", "keepOn", "for", "predictions"],
  monitors: [
    "deployment",
    "every",
    "labels",
    "watch",
    "psiAbove",
    "rocAucFall",
    "calibrationErrorRise",
    "budget",
    "arriveWithin",
    "alertsPerMonth",
  ],
  retraining: ["pipeline", "monitor", "window", "cooldown"],
  server: ["host", "port"],
};

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.map(String).join(" or ");
    case "too_small":
      return `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    default:
      return expectedKinds(issue)?.join(" or ") ?? issue.message;
  }
}

/** zod lists the kinds of a discriminated union only in its sentence. */
function expectedKinds(issue: Issue): string[] | undefined {
  if (!issue.message.startsWith("Invalid discriminator")) return undefined;
  return [...issue.message.matchAll(/'([^']+)'/g)].flatMap(([, kind]) => kind ?? []);
}

function adviceOf(issue: Issue, found: unknown): string {
  if (issue.code === "invalid_value" && typeof found === "string")
    return adviceFor(found, issue.values.map(String));
  const kinds = expectedKinds(issue);
  if (kinds !== undefined && typeof found === "string") return adviceFor(found, kinds);
  if (found === undefined) return "Add it.";
  return "Correct it; docs/reference/project-file.md lists every setting.";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
