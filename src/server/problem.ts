import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Problem } from "../contract/http/route.ts";
import { asPrumoError, fail, PrumoError } from "../kernel/errors/prumo-error.ts";

/** Any thrown value as an RFC 9457 problem document. What we did not foresee tells nothing of our insides. */
export function asProblem(error: unknown): Problem {
  const known = foreseen(error);
  return {
    type: `https://prumo.dev/errors/${known.code}`,
    title: known.code.replaceAll(/[/-]/g, " "),
    status: known.status,
    detail: known.message,
    code: known.code,
    repair: known.repair,
    ...placeOf(known),
  };
}

/** Where in a text it went wrong: the character, counted from 1, so that a caret can be put there. */
function placeOf({ details }: PrumoError): Pick<Problem, "details"> {
  const at = details["at"];
  return typeof at === "number" ? { details: { at } } : {};
}

export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = asProblem(error);
  return reply
    .code(problem.status)
    .header("content-type", "application/problem+json")
    .send(JSON.stringify(problem));
}

function foreseen(error: unknown): PrumoError {
  if (error instanceof PrumoError) return error;
  if (error instanceof z.ZodError) return badInput("The request", error);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return fail("server/body-too-large", {});
  if (typeof code === "string" && code.startsWith("FST_ERR_CTP")) {
    return fail("server/bad-body", { reason: error instanceof Error ? error.message : code });
  }
  if (error instanceof SyntaxError) return fail("server/bad-body", { reason: error.message });
  return asPrumoError(error);
}

/** A failed parse as one sentence: where, what was found, what was expected. */
export function badInput(where: string, error: z.ZodError): PrumoError {
  const [first] = error.issues;
  const place = first && first.path.length > 0 ? first.path.map(String).join(".") : where;
  return fail(
    "kernel/bad-input",
    { where: place, problem: first?.message ?? "not of the expected shape" },
    error,
  );
}
