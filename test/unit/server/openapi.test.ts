import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { routes } from "../../../src/contract/http/routes.ts";
import { openApi } from "../../../src/server/openapi.ts";

type Operation = {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: object;
  responses: Record<string, { content: Record<string, { schema: unknown }> }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

const text = JSON.stringify(openApi(routes, "1.2.3"));
const document = JSON.parse(text) as Document;
const declared = Object.entries(routes).flatMap(([station, table]) =>
  Object.entries(table).map(([name, route]) => ({ id: `${station}.${name}`, route })),
);

test("the document is OpenAPI 3.1 by the schema of the specification", async () => {
  const result = await new Validator().validate({ ...document });
  assert.deepEqual(result.errors ?? [], []);
  assert.equal(result.valid, true);
  assert.match(document.openapi, /^3\.1\./);
  const broken = { ...document, paths: { nowhere: {} } };
  assert.equal((await new Validator().validate(broken)).valid, false, "the validator can refuse");
});

test("every route of the contract is described, once, with what it takes and gives", () => {
  assert.ok(declared.length > 30);
  const described = Object.values(document.paths).flatMap((operations) => Object.values(operations));
  assert.deepEqual(
    described.map(({ operationId }) => operationId).sort(),
    declared.map(({ id }) => id).sort(),
  );
  for (const { id, route } of declared) {
    const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    assert.equal(operation?.operationId, id);
    assert.equal("requestBody" in operation, route.body.def.type !== "undefined", id);
    assert.ok(operation.responses["200"]?.content["application/json"]?.schema, id);
    assert.ok(operation.responses["default"]?.content["application/problem+json"], id);
    assert.ok(operation.summary.length > 3, id);
  }
});

test("each name in a path is a parameter, required, and nothing else is in the path", () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();
    for (const { parameters, operationId } of Object.values(operations)) {
      const inPath = parameters.filter((one) => one.in === "path");
      assert.deepEqual(inPath.map(({ name }) => name).sort(), names, operationId);
      assert.ok(inPath.every(({ required }) => required));
    }
  }
});

test("every reference leads to a schema of the document", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = ""]) => reference);
  assert.ok(references.length > declared.length);
  for (const reference of new Set(references)) {
    // RFC 6901, against the whole document: OpenAPI 3.1, section 4.8.24.
    const [root, ...steps] = reference.split("/");
    assert.equal(root, "#");
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown> | undefined)?.[step],
      document,
    );
    assert.equal(typeof found, "object", reference);
  }
});
