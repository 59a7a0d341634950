import type { FastifyRequest } from "fastify";
import { type Fields, type Input, isObject, readFields, WrongType } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";

/** The fields of a request, or MLflow's error for the first that is wrong. */
export function readInput<F extends Fields>(request: FastifyRequest, fields: F): Input<F> {
  try {
    return readFields(fields, readRequest(request, fields));
  } catch (error) {
    if (!(error instanceof WrongType) || typeof error.value !== "number") throw error;
    const written = writtenAs(request.body, error);
    throw written === undefined ? error : new WrongType(error.path, error.value, written);
  }
}

/** How the body has a number of this name; read anew, as only a mistake needs it. */
function writtenAs(body: unknown, { path, value }: WrongType): string | undefined {
  const name = path
    .replace(/\[\d+\]$/, "")
    .split(".")
    .at(-1);
  let written: string | undefined;
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    JSON.parse(body.toString("utf8"), (key, found: unknown, context?: { readonly source?: string }) => {
      if (key === name && Object.is(found, value)) written = context?.source?.slice(0, 100);
      return found;
    });
  } catch {
    return undefined;
  }
  return written;
}

/**
 * What a request says, before its fields are read: the query of a GET, else the JSON body, with the parts of
 * the path. A body that is no JSON counts as empty and one encoded twice is decoded twice, as MLflow has it.
 */
function readRequest(request: FastifyRequest, fields: Fields): Readonly<Record<string, unknown>> {
  const query = request.query as Record<string, unknown>;
  const path = request.params as Record<string, string>;
  const isQuery = request.method === "GET" && Object.keys(query).length > 0;
  return { ...(isQuery ? fromQuery(query, fields) : fromBody(request)), ...path };
}

function fromQuery(query: Readonly<Record<string, unknown>>, fields: Fields): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(fields).flatMap((known) => [known, fields[known]?.alias ?? known])) {
    if (!Object.hasOwn(query, name)) continue;
    const values = [query[name]].flat();
    given[name] = fields[name]?.isList === true ? values : values[0];
  }
  return given;
}

function fromBody(request: FastifyRequest): Readonly<Record<string, unknown>> {
  if (request.method === "POST" || request.method === "PUT") requireJson(request);
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  let parsed = parse(request.body.toString("utf8"));
  if (typeof parsed === "string") parsed = parse(parsed);
  if (parsed === undefined || parsed === null) return {};
  if (!isObject(parsed)) throw invalid("The request body must be a JSON object.");
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requireJson(request: FastifyRequest): void {
  const type = request.headers["content-type"];
  if (type === undefined) throw invalid("Bad Request. Content-Type header is missing.");
  if (type.split(";")[0]?.trim() !== "application/json") {
    throw invalid("Bad Request. Content-Type must be one of ['application/json'].");
  }
}
