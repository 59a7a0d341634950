import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Route, RouteTable } from "../contract/http/route.ts";
import { fail } from "../kernel/errors/prumo-error.ts";
import type { Handlers } from "./handlers.ts";
import { badInput } from "./problem.ts";

/** Mounts every operation of a table below `/api/v1`: parse, call, answer. */
export function mount<Table extends RouteTable>(
  server: FastifyInstance,
  table: Table,
  handlers: Handlers<Table>,
): void {
  for (const [name, declared] of Object.entries(table) as [keyof Table, Route][]) {
    const handle = handlers[name] as (input: unknown) => Promise<unknown>;
    const arePlainParams = isPlain(declared.params);
    server.route({
      method: declared.method,
      url: `/api/v1${declared.path}`,
      ...(declared.bodyLimit === undefined ? {} : { bodyLimit: declared.bodyLimit }),
      handler: async (request, reply) => {
        const input = {
          params: arePlainParams ? request.params : parse(declared.params, request.params, "The path"),
          query: parse(declared.query, request.query, "The query"),
          body:
            declared.isBodyCheckedByHandler === true
              ? request.body
              : parse(declared.body, request.body, "The body"),
        };
        const answer = await handle(input);
        return reply.header("content-type", "application/json").send(JSON.stringify(answer));
      },
    });
  }
}

/** Texts of any content, which parts of a path always are: there is nothing to parse. */
function isPlain(schema: z.ZodType): boolean {
  if (!(schema instanceof z.ZodObject)) return false;
  return Object.values(schema.shape).every(
    (part) => part instanceof z.ZodString && (part.def.checks ?? []).length === 0,
  );
}

function parse(schema: z.ZodType, value: unknown, where: string): unknown {
  if (schema.def.type === "undefined") return undefined;
  if (value === undefined || value === null) {
    const empty = schema.safeParse({});
    if (empty.success) return empty.data;
    throw fail("kernel/bad-input", { where, problem: "it is missing" });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badInput(where, parsed.error);
  return parsed.data;
}
