import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { graph, pipelineProblems, validatePipeline } from "../../../../src/lifecycle/pipelines/index.ts";
import { resolveParams, runParams } from "../../../../src/lifecycle/pipelines/resolve-params.ts";
import { spec } from "../../../support/pipelines-fixture.ts";
import { testKinds } from "../../../support/step-kinds.ts";

const diamond = spec({
  last: { kind: "sum", from: ["left", "right"] },
  left: { kind: "sum", from: ["first"] },
  right: { kind: "sum", from: ["first"] },
  first: { kind: "sum" },
});

describe("graph", () => {
  it("puts each step after all it reads from, else in the order of the file", () => {
    const { nodes, edges } = graph(diamond);
    assert.deepEqual(
      nodes.map((node) => node.name),
      ["first", "left", "right", "last"],
    );
    assert.deepEqual(nodes[3]?.needs, ["left", "right"]);
    assert.equal(edges.length, 4);
    assert.deepEqual(edges[0], { from: "left", to: "last", input: "left", output: "out" });
  });

  it("names the steps of a cycle", () => {
    const cycle = spec({
      free: { kind: "sum" },
      a: { kind: "sum", from: ["c", "free"] },
      b: { kind: "sum", from: ["a"] },
      c: { kind: "sum", from: ["b"] },
    });
    assert.throws(() => graph(cycle), { code: "pipelines/cycle", message: /a → b → c → a/ });
    const own = spec({ a: { kind: "sum", from: ["a"] } });
    assert.throws(() => graph(own), { code: "pipelines/cycle", message: /a → a/ });
  });
});

describe("validatePipeline", () => {
  it("finds nothing wrong with a diamond", () => {
    assert.deepEqual(pipelineProblems(diamond, testKinds), []);
  });

  it("finds everything that is wrong, and names what is near", () => {
    const wrong = spec(
      {
        one: { kind: "summ" },
        two: { kind: "sum", from: ["oen"] },
        three: { kind: "sum", params: { add: "much" } },
        four: { kind: "sum", params: { add: { $param: "amuont" } } },
      },
      { amount: 1 },
    );
    const problems = pipelineProblems(wrong, testKinds);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["pipelines/unknown-kind", "pipelines/unknown-step", "pipelines/bad-params", "pipelines/unknown-param"],
    );
    const nearest = ["did you mean sum?", "did you mean one?", "add: ", "did you mean amount?"];
    for (const [at, near] of nearest.entries()) assert.ok(problems[at]?.message.includes(near), near);
    assert.throws(() => validatePipeline(wrong, testKinds), { code: "pipelines/unknown-kind", exit: 2 });
  });

  it("refuses an empty pipeline", () => {
    assert.throws(() => validatePipeline(spec({}), testKinds), { code: "pipelines/empty" });
  });
});

describe("parameters", () => {
  it("replaces $param anywhere, by values of any shape", () => {
    const params = { window: { days: 31 }, none: null, list: [1, 2] };
    const value = {
      a: { $param: "window" },
      b: [{ c: { $param: "list" } }],
      d: { $param: "none" },
      e: { $param: 7 },
    };
    assert.deepEqual(resolveParams(value, params, "s"), {
      a: { days: 31 },
      b: [{ c: [1, 2] }],
      d: null,
      e: { $param: 7 },
    });
  });

  it("does not take inherited names for parameters", () => {
    assert.throws(() => resolveParams({ $param: "constructor" }, {}, "s"), {
      code: "pipelines/unknown-param",
    });
  });

  it("puts what was given over the defaults and refuses other names", () => {
    assert.deepEqual(runParams({ a: 1, b: 2 }, { b: null }), { a: 1, b: null });
    assert.throws(() => runParams({ amount: 1 }, { amuont: 2 }), { message: /did you mean amount/ });
  });
});
