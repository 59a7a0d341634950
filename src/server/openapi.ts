import { z } from "zod";
import type { Json } from "../kernel/json.ts";
import { problemSchema, type Route, type RouteTable } from "../contract/http/route.ts";

type Document = { [key: string]: Json };

/** OpenAPI 3.1 of every route of the contract; nothing in it is written by hand. */
export function openApi(tables: { readonly [station: string]: RouteTable }, version: string): Document {
  const paths: Record<string, Record<string, Json>> = Object.create(null);
  for (const [station, table] of Object.entries(tables)) {
    for (const [name, declared] of Object.entries(table)) {
      const path = `/api/v1${declared.path.replaceAll(/:(\w+)/g, "{$1}")}`;
      const operations = (paths[path] ??= Object.create(null) as Record<string, Json>);
      operations[declared.method.toLowerCase()] = operation(station, name, declared);
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "prumo", version, license: { name: "Apache-2.0" } },
    tags: Object.keys(tables).map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: schemaOf(problemSchema) } },
  };
}

function operation(station: string, name: string, declared: Route): Json {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return {
    operationId: `${station}.${name}`,
    tags: [station],
    summary: declared.summary,
    parameters: [...parametersOf(declared.params, "path"), ...parametersOf(declared.query, "query")],
    ...(isDeclared(declared.body)
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(declared.body) } },
          },
        }
      : {}),
    responses: {
      "200": {
        description: "Done",
        content: { "application/json": { schema: schemaOf(declared.answer, "output") } },
      },
      default: { description: "What went wrong and what to do", content: problem },
    },
  };
}

function parametersOf(schema: z.ZodType, place: "path" | "query"): Json[] {
  if (!isDeclared(schema)) return [];
  const described = schemaOf(schema) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(described.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (described.required ?? []).includes(name),
    schema: property,
  }));
}

function isDeclared(schema: z.ZodType): boolean {
  return schema.def.type !== "undefined";
}

function schemaOf(schema: z.ZodType, io: "input" | "output" = "input"): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described as Json;
}
