import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startMlflowServer, startPrumoServer, testPython } from "../../support/tracking-servers.ts";
import { accepted, everywhere } from "./accepted-differences.ts";
import { type Answered, perform } from "./perform.ts";
import { artifacts } from "./sequences/artifacts.ts";
import { experiments } from "./sequences/experiments.ts";
import { registry } from "./sequences/registry.ts";
import { registryLineage } from "./sequences/registry-lineage.ts";
import { runs } from "./sequences/runs.ts";
import { scopedModels } from "./sequences/scoped-models.ts";
import { search } from "./sequences/search.ts";
import { webhooks } from "./sequences/webhooks.ts";
import type { Step } from "./sequences/sequence.ts";

const sequences = [
  ...experiments,
  ...runs,
  ...scopedModels,
  ...search,
  ...registry,
  ...registryLineage,
  ...artifacts,
  ...webhooks,
];
const python = testPython();
/** `PRUMO_DIFFERENTIAL=stock` compares MLflow's server with itself: what differs then is the comparison's own fault. */
const isSelf = process.env["PRUMO_DIFFERENTIAL"] === "stock";

describe(
  "the same requests to MLflow's server and to prumo",
  { skip: "skip" in python ? python.skip : false },
  () => {
    it("are answered alike, field by field", { timeout: 900_000 }, async (context) => {
      const path = "path" in python ? python.path : "";
      await using stock = await startMlflowServer(path);
      await using ours = isSelf ? await startMlflowServer(path) : await startPrumoServer();
      const unused = new Set(accepted);
      const differences: string[] = [];
      let requests = 0;
      for (const sequence of sequences) {
        const expected = await perform(stock.url, sequence);
        const actual = await perform(ours.url, sequence);
        for (const [index, step] of sequence.steps.entries()) {
          requests++;
          const [theirs, mine] = [shown(expected[index]), shown(actual[index])];
          if (theirs === mine) continue;
          const known = accepted.find((one) => one.sequence === sequence.name && one.step === index);
          if (known === undefined)
            differences.push(
              `${sequence.name} [${index}] ${told(step)}\n  mlflow ${theirs}\n  prumo  ${mine}`,
            );
          else unused.delete(known);
        }
      }
      context.diagnostic(
        `${requests} requests in ${sequences.length} sequences, ${accepted.length} accepted differences`,
      );
      assert.equal(
        differences.length,
        0,
        `${differences.length} of ${requests} differ:\n${differences.join("\n").slice(0, 60_000)}`,
      );
      if (!isSelf) assert.deepEqual([...unused], [], "an accepted difference does not occur any more");
    });
  },
);

function told({ method, path, send }: Step): string {
  return `${method} ${path} ${typeof send === "string" ? send : JSON.stringify(send ?? {})}`.slice(0, 300);
}

/** What is compared. MLflow answers 500 to some of what a client did wrong; there any refusal of ours is right. */
function shown(answer: Answered | undefined): string {
  if (answer === undefined) return "nothing";
  const { status, type, body } = answer;
  return JSON.stringify([status, type, without(body)]);
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !(everywhere as readonly string[]).includes(name));
  return Object.fromEntries(members.map(([name, member]) => [name, without(member)]));
}
