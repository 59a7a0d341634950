import assert from "node:assert/strict";
import { mkdirSync, readdirSync, renameSync, utimesSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openFileBlobs } from "../../../../src/adapters/files/file-blobs.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const long = Date.UTC(2020, 0, 1);
const soon = () => Date.now() + 1_000;

test("a blob is collected unless it was put, put again or kept since", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const file = join(directory.path, "f");
  await writeFile(file, "abc");
  utimesSync(file, long / 1_000, long / 1_000);
  const { sha256 } = await blobs.putFile(file, { move: true });
  const age = async () => utimesSync(await blobs.localPath(sha256), long / 1_000, long / 1_000);
  const again: readonly (() => Promise<unknown>)[] = [
    async () => {}, // an old file that was moved in counts from then on
    () => blobs.put(Buffer.from("abc")),
    () => blobs.keep(sha256),
    async () => {
      await writeFile(file, "abc");
      await blobs.putFile(file, { move: true });
    },
  ];
  for (const [index, put] of again.entries()) {
    if (index > 0) await age();
    await put();
    assert.equal(blobs.collect(sha256, long + 1_000), undefined, `way ${index}`);
    assert.equal(await blobs.has(sha256), true);
  }
  assert.equal(blobs.collect(sha256, soon()), 3);
  assert.equal(await blobs.has(sha256), false);
  assert.equal(blobs.collect(sha256, soon()), undefined);
  await assert.rejects(blobs.keep(sha256), { code: "storage/blob-missing" });
});

test("what is put while somebody is about to name it is not settled", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const began = Date.now();
  const settled = await blobs.naming(async () => {
    const { sha256 } = await blobs.put(Buffer.from("abc"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const before = blobs.settledBefore(0);
    assert.equal(blobs.collect(sha256, before), undefined);
    return before;
  });
  assert.ok(settled >= began && settled < blobs.settledBefore(0));
  assert.ok(blobs.settledBefore(60_000) < began);
  await assert.rejects(
    blobs.naming(() => Promise.reject(new RangeError("no"))),
    RangeError,
  );
  assert.ok(blobs.settledBefore(0) > settled, "who failed holds up nobody");
});

test("what a crash left aside goes back to its place, and never over younger bytes", async () => {
  await using directory = await temporaryDirectory();
  const first = await openFileBlobs(directory.path);
  const { sha256 } = await first.put(Buffer.from("abc"));
  const path = await first.localPath(sha256);
  const aside = join(directory.path, "aside");
  mkdirSync(aside);
  renameSync(path, join(aside, `${sha256}.1`));
  await writeFile(join(aside, "nothing of ours"), "x");
  const second = await openFileBlobs(directory.path);
  assert.equal(Buffer.from(await second.get(sha256)).toString(), "abc");
  renameSync(path, join(aside, `${sha256}.2`));
  await second.put(Buffer.from("abc"));
  utimesSync(join(aside, `${sha256}.2`), long / 1_000, long / 1_000);
  const third = await openFileBlobs(directory.path);
  assert.equal(third.collect(sha256, long + 1_000), undefined);
  assert.deepEqual(readdirSync(aside), ["nothing of ours"]);
});

test("all blobs are listed, and half written files once they are old", async () => {
  await using directory = await temporaryDirectory();
  const blobs = await openFileBlobs(directory.path);
  const refs = await Promise.all(["a", "bb", "ccc"].map((text) => blobs.put(Buffer.from(text))));
  const listed = (await Array.fromAsync(blobs.blobs())).map(({ sha256, bytes }) => ({ sha256, bytes }));
  const order = (a: { bytes: number }, b: { bytes: number }) => a.bytes - b.bytes;
  assert.deepEqual(listed.sort(order), refs.sort(order));
  const half = join(directory.path, "tmp", "half");
  await writeFile(half, "half");
  assert.deepEqual(await blobs.leftovers(Date.now() - 60_000), []);
  utimesSync(half, long / 1_000, long / 1_000);
  assert.deepEqual(await blobs.leftovers(Date.now() - 60_000), [{ path: half, bytes: 4 }]);
  await blobs.removeLeftover(half);
  await blobs.removeLeftover(half);
  assert.deepEqual(readdirSync(join(directory.path, "tmp")), []);
});
