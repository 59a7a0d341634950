import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StepExecutor, StepMessage, StepOrder } from "../../../src/ports/step-executor.ts";
import { json } from "../../support/step-kinds.ts";

export interface ExecutorFixture extends AsyncDisposable {
  readonly executor: StepExecutor;
}

export function order(kind: string, params: StepOrder["params"] = {}): StepOrder {
  return { kind, pipelineRunId: "prn_1", stepRunId: "stp_1", step: kind, attempt: 1, params, inputs: {} };
}

const never = new AbortController().signal;

/** What every StepExecutor must do, shown with the kinds of test/support/step-kinds.ts. */
export function stepExecutorSuite(name: string, fixture: () => Promise<ExecutorFixture>): void {
  describe(`StepExecutor: ${name}`, () => {
    it("gives a step its parameters and inputs, and gives back its outputs and all it said, before that", async () => {
      await using opened = await fixture();
      const said: StepMessage[] = [];
      const work = { ...order("sum", { add: 1 }), inputs: { a: json(20), b: json(21) } };
      const outputs = await opened.executor.run(work, (message) => said.push(message), never);
      assert.deepEqual(outputs, { out: json(42) });
      assert.deepEqual(said, [
        { type: "progress", fraction: 0.5, message: "adding" },
        { type: "log", level: "info", text: "the sum is 42" },
        { type: "metric", key: "total", value: 42, step: 0 },
        { type: "fact", name: "total", data: { total: 42 } },
      ]);
    });

    it("runs many steps, also when asked for all at once", async () => {
      await using opened = await fixture();
      const all = Array.from({ length: 20 }, (_, add) =>
        opened.executor.run({ ...order("sum", { add }), stepRunId: `stp_${add}` }, () => {}, never),
      );
      const outputs = await Promise.all(all);
      assert.deepEqual(
        outputs.map(({ out }) => out?.value),
        Array.from({ length: 20 }, (_, i) => i),
      );
    });

    it("keeps the stack and the name of what the user's code threw", async () => {
      await using opened = await fixture();
      await assert.rejects(
        opened.executor.run(order("throw"), () => {}, never),
        (error: { code: string; cause: Error }) => {
          assert.equal(error.code, "pipelines/step-threw");
          assert.equal(error.cause.name, "RangeError");
          assert.match(error.cause.stack ?? "", /seven is too much[^]*step-kinds\.ts/);
          assert.doesNotMatch(error.cause.stack ?? "", /perform-step/);
          return true;
        },
      );
    });

    it("keeps the code of errors of the catalogue", async () => {
      await using opened = await fixture();
      await assert.rejects(
        opened.executor.run(order("refuse"), () => {}, never),
        {
          code: "kernel/not-found",
          message: "There is no thing seven.",
        },
      );
    });

    it("refuses a kind it does not know", async () => {
      await using opened = await fixture();
      await assert.rejects(
        opened.executor.run(order("summ"), () => {}, never),
        {
          code: "pipelines/unknown-kind",
          message: /did you mean sum/,
        },
      );
    });

    it("stops a step when told, with the reason told, and goes on with others", async () => {
      await using opened = await fixture();
      const cancel = new AbortController();
      const reason = new Error("no longer wanted");
      const running = opened.executor.run(order("wait"), () => cancel.abort(reason), cancel.signal);
      await assert.rejects(running, reason);
      assert.ok(await opened.executor.run(order("sum"), () => {}, never));
      await assert.rejects(
        opened.executor.run(order("sum"), () => {}, cancel.signal),
        reason,
      );
    });

    it("gives each attempt an empty scratch folder", async () => {
      await using opened = await fixture();
      for (const attempt of [1, 2]) {
        const { out } = await opened.executor.run({ ...order("scratch"), attempt }, () => {}, never);
        assert.deepEqual((out?.value as { found: unknown }).found, []);
      }
    });
  });
}
