import { z } from "zod";
import type { Json } from "../kernel/json.ts";
import { problemSchema, type Route, type RouteTable } from "../contract/http/route.ts";

type Document = { [key: string]: Json };

/** OpenAPI 3.1 of every route of the contract; nothing in it is written by hand. */
export function openApi(tables: { readonly [station: string]: RouteTable }, version: string): Document {
  const paths: Record<string, Record<string, Json>> = Object.create(null);
  const shapes = new Shapes();
  shapes.add("Problem", shapes.describe(problemSchema));
  for (const [station, table] of Object.entries(tables)) {
    for (const [name, declared] of Object.entries(table)) {
      const path = `/api/v1${declared.path.replaceAll(/:(\w+)/g, "{$1}")}`;
      const operations = (paths[path] ??= Object.create(null) as Record<string, Json>);
      operations[declared.method.toLowerCase()] = operation(station, name, declared, shapes);
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "prumo", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    tags: Object.keys(tables).map((name) => ({ name })),
    paths,
    components: { schemas: shapes.named },
  };
}

function operation(station: string, name: string, declared: Route, shapes: Shapes): Json {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return {
    operationId: `${station}.${name}`,
    tags: [station],
    summary: declared.summary,
    parameters: [
      ...parametersOf(declared.params, "path", shapes),
      ...parametersOf(declared.query, "query", shapes),
    ],
    ...(isDeclared(declared.body)
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: shapes.describe(declared.body) } },
          },
        }
      : {}),
    responses: {
      "200": {
        description: "Done",
        content: { "application/json": { schema: shapes.describe(declared.answer, "output") } },
      },
      default: { description: "What went wrong and what to do", content: problem },
    },
  };
}

function parametersOf(schema: z.ZodType, place: "path" | "query", shapes: Shapes): Json[] {
  if (!isDeclared(schema)) return [];
  const described = shapes.describe(schema) as { properties?: Record<string, Json>; required?: string[] };
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

/**
 * Schemas as JSON Schema. Those that contain themselves are named: zod names them under `$defs` of each
 * schema, but a reference of an OpenAPI document starts at the document's root, so they move to its components.
 */
class Shapes {
  readonly named: { [name: string]: Json } = {};
  readonly #known = new Map<string, string>();

  describe(schema: z.ZodType, io: "input" | "output" = "input"): Json {
    const {
      $schema: _,
      $defs = {},
      ...described
    } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Record<string, Json> & { $defs?: Document };
    const names = new Map(Object.keys($defs).map((key) => [key, this.#nameOf(key, $defs)]));
    for (const [key, name] of names) this.named[name] ??= moved($defs[key] ?? null, names);
    return moved(described, names);
  }

  add(name: string, shape: Json): void {
    this.named[name] = shape;
  }

  /** Equal definitions get one name. */
  #nameOf(key: string, definitions: Document): string {
    const text = JSON.stringify([key, definitions]);
    const name = this.#known.get(text) ?? `Nested${this.#known.size + 1}`;
    this.#known.set(text, name);
    return name;
  }
}

function moved(described: Json, names: ReadonlyMap<string, string>): Json {
  return JSON.parse(JSON.stringify(described), (key, value: Json) => {
    if (key !== "$ref" || typeof value !== "string") return value;
    const name = names.get(value.replace(/^#\/\$defs\//, ""));
    return name === undefined ? value : `#/components/schemas/${name}`;
  }) as Json;
}
