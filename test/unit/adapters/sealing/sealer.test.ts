import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSealer } from "../../../../src/adapters/sealing/sealer.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

test("what is sealed can be opened with the key, for its own record only, and is not to be seen", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "keys", "webhooks.key");
  const sealer = openSealer(path);
  const sealed = await sealer.seal("s3cret é", "whk_1");
  assert.equal(await openSealer(path).open(sealed, "whk_1"), "s3cret é");
  assert.ok(!Buffer.from(sealed.slice(3), "base64").toString("latin1").includes("s3cret"));
  assert.notEqual(await sealer.seal("s3cret é", "whk_1"), sealed, "each time another nonce");
  await assert.rejects(sealer.open(sealed, "whk_2"), { code: "storage/cannot-unseal" });
  const bytes = Buffer.from(sealed.slice(3), "base64");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at]! ^ 1;
    await assert.rejects(sealer.open(`v1.${changed.toString("base64")}`, "whk_1"), {
      code: "storage/cannot-unseal",
    });
  }
  for (const bad of ["", "v1.", "v2.AAAA", `v1.${bytes.subarray(0, 27).toString("base64")}`]) {
    await assert.rejects(sealer.open(bad, "whk_1"), { code: "storage/cannot-unseal" });
  }
});

test("the key is its user's only, made once however many ask, and a key that others can read is refused", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "keys", "webhooks.key");
  const sealed = await Promise.all(
    Array.from({ length: 8 }, (_, i) => openSealer(path).seal(`text ${i}`, "a")),
  );
  for (const [i, text] of sealed.entries()) assert.equal(await openSealer(path).open(text, "a"), `text ${i}`);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(directory.path, "keys")).mode & 0o777, 0o700);
  assert.equal(readFileSync(path).length, 32);
  chmodSync(path, 0o640);
  await assert.rejects(openSealer(path).open(sealed[0] ?? "", "a"), { code: "storage/key-readable" });
  chmodSync(path, 0o600);
  writeFileSync(path, Buffer.alloc(32));
  await assert.rejects(openSealer(path).open(sealed[0] ?? "", "a"), { code: "storage/cannot-unseal" });
  writeFileSync(path, "short");
  await assert.rejects(openSealer(path).seal("x", "a"), { code: "storage/cannot-open" });
});
