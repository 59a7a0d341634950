import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../web/graph/layout.ts";

test("a step stands right of all that it needs, and no two share a place", () => {
  const steps = [
    { name: "gate", needs: ["report"] },
    { name: "version", needs: [] },
    { name: "lookup", needs: [] },
    { name: "table", needs: ["version", "lookup"] },
    { name: "fitted", needs: ["table"] },
    { name: "report", needs: ["fitted", "table"] },
  ];
  const placed = new Map(layOut(steps).map((place) => [place.name, place]));
  assert.equal(placed.size, steps.length);
  for (const { name, needs } of steps)
    for (const need of needs)
      assert.ok((placed.get(need)?.column ?? 9) < (placed.get(name)?.column ?? -1), `${need} ${name}`);
  assert.equal(new Set([...placed.values()].map(({ column, row }) => `${column} ${row}`)).size, steps.length);
});

test("a cycle or a missing step does not hang", () => {
  const placed = layOut([
    { name: "a", needs: ["b", "ghost"] },
    { name: "b", needs: ["a"] },
  ]);
  assert.equal(placed.length, 2);
});
