import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { it } from "node:test";
import { isHolderDead, processIdentity } from "../../../src/kernel/process-identity.ts";

it("knows the living from the dead, on this machine only", async () => {
  assert.equal(isHolderDead(processIdentity()), false);
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const identity = processIdentity(child.pid);
  assert.equal(isHolderDead(identity), false);
  child.stdin.end();
  await once(child, "exit");
  assert.equal(isHolderDead(identity), true);
  assert.equal(isHolderDead(`elsewhere/${child.pid}/1`), false);
  assert.equal(isHolderDead("nonsense"), false);
});

it("is not deceived by a pid that was given out again", { skip: process.platform !== "linux" }, () => {
  const [machine, pid] = processIdentity().split("/");
  assert.equal(isHolderDead(`${machine}/${pid}/1`), true);
});

it("takes what a holder adds to its identity for part of the name", () => {
  assert.equal(isHolderDead(`${processIdentity()}/another-runner`), false);
});
