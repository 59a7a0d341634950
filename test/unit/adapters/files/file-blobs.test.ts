import assert from "node:assert/strict";
import { chmod, readdir, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { it } from "node:test";
import { openFileBlobs } from "../../../../src/adapters/files/file-blobs.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

it("lays blobs out as ab/cdef… and leaves no temporary file", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const { sha256 } = await blobs.put(Buffer.from("abc"));
  await stat(join(directory.path, sha256.slice(0, 2), sha256.slice(2)));
  assert.deepEqual(await readdir(join(directory.path, "tmp")), []);
});

it("refuses blobs above its limit and leaves nothing of them", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path, { maxBytes: 10 });
  const large = Buffer.alloc(11);
  await assert.rejects(blobs.put(large), { code: "storage/blob-too-large" });
  await assert.rejects(blobs.put(Readable.from([Buffer.alloc(6), Buffer.alloc(6)])), {
    code: "storage/blob-too-large",
  });
  const file = join(directory.path, "large");
  await writeFile(file, large);
  await assert.rejects(blobs.putFile(file, { move: true }), { code: "storage/blob-too-large" });
  assert.deepEqual((await readdir(directory.path)).sort(), ["large", "tmp"]);
  assert.deepEqual(await readdir(join(directory.path, "tmp")), []);
});

it("finds damage when read or verified, and heals a cut file by putting the bytes again", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const { sha256 } = await blobs.put(Buffer.from("abc"));
  await blobs.verify(sha256);
  const path = await blobs.localPath(sha256);
  await chmod(path, 0o644);
  await writeFile(path, "abd");
  await assert.rejects(blobs.get(sha256), { code: "storage/blob-corrupt" });
  await assert.rejects(blobs.verify(sha256), { code: "storage/blob-corrupt" });
  await truncate(path, 1);
  await blobs.put(Buffer.from("abc"));
  await blobs.verify(sha256);
});

it("removes what a crash left behind long ago, and nothing else", async () => {
  await using directory = await temporaryDirectory();
  await openFileBlobs(directory.path);
  const [old, fresh] = ["old", "fresh"].map((name) => join(directory.path, "tmp", name)) as [string, string];
  await writeFile(old, "x");
  await writeFile(fresh, "x");
  await utimes(old, 0, 0);
  await openFileBlobs(directory.path);
  assert.deepEqual(await readdir(join(directory.path, "tmp")), ["fresh"]);
});
