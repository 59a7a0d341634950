import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { it } from "node:test";
import { openFileBlobs } from "../../../../src/adapters/files/file-blobs.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** Around what is hashed as it comes (4 MiB), written at once (1 MiB) and synced under way (64 MiB). */
const sizes = [0, 1, 1 << 20, (4 << 20) - 1, 4 << 20, (4 << 20) + 1, 9_999_999, (65 << 20) + 7];

it("names what flows by its SHA-256, whatever its size and its pieces, several at once", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  await Promise.all(
    sizes.map(async (size) => {
      const bytes = randomBytes(size);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      assert.deepEqual(await blobs.put(Readable.from(cut(bytes))), { sha256, bytes: size });
      assert.ok(bytes.equals(Buffer.concat(await (await blobs.stream(sha256)).toArray())));
    }),
  );
  assert.deepEqual(await readdir(join(directory.path, "tmp")), []);
});

it("keeps nothing of what broke off, and takes the next", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const bytes = randomBytes(12 << 20);
  const broken = (async function* () {
    yield* cut(bytes);
    throw new Error("the line is cut");
  })();
  await assert.rejects(blobs.put(Readable.from(broken)), /the line is cut/);
  assert.deepEqual(await readdir(directory.path), ["tmp"]);
  assert.deepEqual(await readdir(join(directory.path, "tmp")), []);
  await blobs.verify((await blobs.put(Readable.from(cut(bytes)))).sha256);
});

it("reads any range", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const bytes = randomBytes(3 << 20);
  const { sha256 } = await blobs.put(bytes);
  for (const [start, end] of [
    [0, 0],
    [5, 5 + (1 << 20)],
    [(1 << 20) - 1, undefined],
    [bytes.length - 1, bytes.length + 10],
  ] as const) {
    const range = end === undefined ? { start } : { start, end };
    const read = Buffer.concat(await (await blobs.stream(sha256, range)).toArray());
    assert.ok(bytes.subarray(start, end === undefined ? undefined : end + 1).equals(read), `${start}-${end}`);
  }
});

function* cut(bytes: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = ((size * 7) % 300_000) + 1) {
    yield bytes.subarray(at, at + size);
  }
}
