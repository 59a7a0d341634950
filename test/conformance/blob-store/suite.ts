import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import type { BlobStore } from "../../../src/ports/blob-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

export interface BlobFixture extends AsyncDisposable {
  open(): Promise<BlobStore>;
}

/** FIPS 180-4 examples: SHA-256 of "abc" and of the empty message. */
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** What every BlobStore must do. */
export function blobStoreSuite(name: string, fixture: () => Promise<BlobFixture>): void {
  describe(`BlobStore: ${name}`, () => {
    it("names bytes by their SHA-256, however they come", async () => {
      await using store = await fixture();
      await using files = await temporaryDirectory();
      const blobs = await store.open();
      const file = join(files.path, "f");
      await writeFile(file, "abc");
      const bytes = new TextEncoder().encode("abc");
      const expected = { sha256: abc, bytes: 3 };
      assert.deepEqual(await blobs.put(bytes), expected);
      assert.deepEqual(await blobs.put(Readable.from([Buffer.from("a"), Buffer.from("bc")])), expected);
      assert.deepEqual(await blobs.putFile(file), expected);
      assert.equal(await readFile(file, "utf8"), "abc");
      assert.deepEqual(await blobs.putFile(file, { move: true }), expected);
      await assert.rejects(stat(file), { code: "ENOENT" });
      assert.deepEqual(await blobs.put(new Uint8Array()), { sha256: nothing, bytes: 0 });
      assert.equal(Buffer.from(await blobs.get(abc)).toString(), "abc");
      assert.equal((await blobs.get(nothing)).byteLength, 0);
    });

    it("takes over a file that it did not have", async () => {
      await using store = await fixture();
      await using files = await temporaryDirectory();
      const blobs = await store.open();
      const file = join(files.path, "f");
      await writeFile(file, "abc");
      await blobs.putFile(file, { move: true });
      assert.equal(await readFile(await blobs.localPath(abc), "utf8"), "abc");
    });

    it("is there for whoever opens it next, and for many at once", async () => {
      await using store = await fixture();
      const [one, two] = [await store.open(), await store.open()];
      const big = Buffer.alloc(5_000_000, "prumo");
      const refs = await Promise.all([one, two, one, two].map((blobs) => blobs.put(big)));
      assert.equal(new Set(refs.map((ref) => ref.sha256)).size, 1);
      const found = await (await store.open()).get(refs[0]?.sha256 ?? "");
      assert.ok(big.equals(found));
    });

    it("streams the whole and ranges, both ends included", async () => {
      await using store = await fixture();
      const blobs = await store.open();
      const { sha256 } = await blobs.put(Buffer.from("0123456789"));
      assert.equal((await buffer(await blobs.stream(sha256))).toString(), "0123456789");
      assert.equal((await buffer(await blobs.stream(sha256, { start: 7 }))).toString(), "789");
      assert.equal((await buffer(await blobs.stream(sha256, { start: 2, end: 4 }))).toString(), "234");
    });

    it("says storage/blob-missing for what it does not have", async () => {
      await using store = await fixture();
      const blobs = await store.open();
      assert.equal(await blobs.has(abc), false);
      await assert.rejects(blobs.get(abc), { code: "storage/blob-missing" });
      await assert.rejects(blobs.stream(abc), { code: "storage/blob-missing" });
      await assert.rejects(blobs.localPath(abc), { code: "storage/blob-missing" });
    });

    it("takes nothing but digests for names", async () => {
      await using store = await fixture();
      const blobs = await store.open();
      for (const hostile of ["../../etc/passwd", "", abc.toUpperCase(), `${abc}/..`, `../${abc.slice(3)}`]) {
        await assert.rejects(blobs.get(hostile), { code: "storage/bad-digest" });
        await assert.rejects(blobs.localPath(hostile), { code: "storage/bad-digest" });
        await assert.rejects(blobs.has(hostile), { code: "storage/bad-digest" });
      }
    });

    it("keeps nothing of a stream that broke", async () => {
      await using store = await fixture();
      const blobs = await store.open();
      const broken = Readable.from(
        (function* () {
          yield Buffer.from("abc");
          throw new RangeError("half way");
        })(),
      );
      await assert.rejects(blobs.put(broken), RangeError);
      assert.equal(await blobs.has(abc), false);
    });
  });
}
