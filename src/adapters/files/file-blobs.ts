import { createReadStream } from "node:fs";
import { lstat, mkdir, readFile, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { systemClock } from "../../kernel/clock.ts";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { BlobCollector, BlobRef, BlobStore, StoredBlob } from "../../ports/blob-store.ts";
import { listBlobs, putBackAll, removeUnlessTouched, stale } from "./collect.ts";
import { DigestingLimit } from "./digesting-limit.ts";
import { filesError } from "./files-error.ts";
import { digestInTurns, pieces } from "./in-turns.ts";
import { readPieces } from "./read-pieces.ts";
import { writeDigested } from "./write-digested.ts";
import { publish, staleMs, syncFile, temporaryPath } from "./publish.ts";

export interface FileBlobsOptions {
  /** The largest blob that is taken. Default 64 GiB; more is storage/blob-too-large. */
  readonly maxBytes?: number;
  /** The largest blob that `get` reads into memory. Default 1 GiB; use `stream` or `localPath` for more. */
  readonly maxReadBytes?: number;
}

/** A BlobStore that can also check what it holds, and be cleared of what nobody names. */
export interface FileBlobs extends BlobStore, BlobCollector {
  /** Reads the blob and throws storage/blob-corrupt when its bytes are not what its name says. */
  verify(sha256: string): Promise<void>;
}

const GiB = 1024 ** 3;

/**
 * Blobs as files `ab/cdef…` under one directory, by the digits of their SHA-256. Written under a temporary
 * name, synced, renamed, directory synced: a name that exists has its bytes. Only digests make paths.
 */
export async function openFileBlobs(root: string, options: FileBlobsOptions = {}): Promise<FileBlobs> {
  const temporary = join(root, "tmp");
  try {
    await mkdir(temporary, { recursive: true });
    await putBackAll(root);
    for (const { path } of await stale(temporary, systemClock.now() - staleMs)) {
      await unlink(path).catch(() => undefined);
    }
  } catch (error) {
    throw filesError(error, root);
  }
  return new LocalBlobs(root, temporary, options.maxBytes ?? 64 * GiB, options.maxReadBytes ?? GiB);
}

class LocalBlobs implements FileBlobs {
  readonly #root: string;
  readonly #temporary: string;
  readonly #maxBytes: number;
  readonly #maxReadBytes: number;
  /** When each `naming` that goes on began. */
  readonly #namings = new Set<{ readonly at: number }>();

  constructor(root: string, temporary: string, maxBytes: number, maxReadBytes: number) {
    this.#root = root;
    this.#temporary = temporary;
    this.#maxBytes = maxBytes;
    this.#maxReadBytes = maxReadBytes;
  }

  async put(bytes: Uint8Array | Readable): Promise<BlobRef> {
    if (bytes instanceof Uint8Array) {
      this.#refuseLarge(bytes.byteLength);
      const sha256 = await digestInTurns(bytes);
      if (await this.#holds(sha256, bytes.byteLength)) return { sha256, bytes: bytes.byteLength };
      return this.#store(Readable.from(pieces(bytes)));
    }
    return this.#store(bytes);
  }

  async putFile(path: string, options: { readonly move?: boolean } = {}): Promise<BlobRef> {
    try {
      const found = await lstat(path);
      if (options.move !== true || !found.isFile()) {
        const ref = await this.#store(createReadStream(path));
        if (options.move === true) await unlink(path);
        return ref;
      }
      this.#refuseLarge(found.size);
      const digest = new DigestingLimit(this.#maxBytes);
      await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), digest.consume());
      const ref = digest.ref();
      if (await this.#holds(ref.sha256, ref.bytes)) {
        await unlink(path);
        return ref;
      }
      await syncFile(path);
      await publish(path, this.#pathOf(ref.sha256), this.#temporary);
      return ref;
    } catch (error) {
      throw filesError(error, path);
    }
  }

  async keep(sha256: string): Promise<void> {
    if (!(await touch(this.#pathOf(sha256)))) throw fail("storage/blob-missing", { sha256 });
  }

  async naming<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = { at: systemClock.now() };
    this.#namings.add(mine);
    try {
      return await work();
    } finally {
      this.#namings.delete(mine);
    }
  }

  settledBefore(graceMs: number): number {
    const begun = [...this.#namings].map(({ at }) => at);
    return begun.reduce((least, at) => Math.min(least, at), systemClock.now() - graceMs);
  }

  blobs(): AsyncIterable<StoredBlob> {
    return listBlobs(this.#root);
  }

  collect(sha256: string, before: number): number | undefined {
    try {
      return removeUnlessTouched(this.#root, this.#pathOf(sha256), sha256, before);
    } catch (error) {
      throw filesError(error, this.#root);
    }
  }

  leftovers(before: number): Promise<{ path: string; bytes: number }[]> {
    return stale(this.#temporary, before);
  }

  async removeLeftover(path: string): Promise<void> {
    await unlink(path).catch((error: unknown) => {
      if (!isMissing(error)) throw filesError(error, path);
    });
  }

  async get(sha256: string): Promise<Uint8Array> {
    const path = this.#pathOf(sha256);
    const bytes = await this.#read(sha256, async () => {
      const { size } = await stat(path);
      if (size > this.#maxReadBytes) {
        throw fail("storage/blob-too-large", { limitBytes: this.#maxReadBytes });
      }
      return readFile(path);
    });
    if ((await digestInTurns(bytes)) !== sha256) throw fail("storage/blob-corrupt", { sha256, path });
    return bytes;
  }

  async stream(sha256: string, range?: { readonly start: number; readonly end?: number }): Promise<Readable> {
    const path = await this.localPath(sha256);
    return readPieces(path, range ?? { start: 0 });
  }

  async has(sha256: string): Promise<boolean> {
    return (await sizeOf(this.#pathOf(sha256))) !== undefined;
  }

  async localPath(sha256: string): Promise<string> {
    const path = this.#pathOf(sha256);
    if ((await sizeOf(path)) === undefined) throw fail("storage/blob-missing", { sha256 });
    return path;
  }

  async verify(sha256: string): Promise<void> {
    const digest = new DigestingLimit(Number.MAX_SAFE_INTEGER);
    await pipeline(await this.stream(sha256), digest.consume());
    if (digest.ref().sha256 !== sha256) {
      throw fail("storage/blob-corrupt", { sha256, path: this.#pathOf(sha256) });
    }
  }

  async #store(bytes: Readable): Promise<BlobRef> {
    const written = temporaryPath(this.#temporary);
    try {
      const ref = await writeDigested(bytes, written, this.#maxBytes);
      if (await this.#holds(ref.sha256, ref.bytes)) await unlink(written);
      else await publish(written, this.#pathOf(ref.sha256), this.#temporary);
      return ref;
    } catch (error) {
      await unlink(written).catch(() => undefined);
      throw filesError(error, this.#root);
    }
  }

  /**
   * Whether the blob is there, and from now on as safe from collection as a new one. A file of another length under
   * this name is damage; the new bytes take its place.
   */
  async #holds(sha256: string, bytes: number): Promise<boolean> {
    const path = this.#pathOf(sha256);
    return (await touch(path)) && (await sizeOf(path)) === bytes;
  }

  async #read<Result>(sha256: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PrumoError) throw error;
      if (isMissing(error)) throw fail("storage/blob-missing", { sha256 }, error);
      throw filesError(error, this.#root);
    }
  }

  #refuseLarge(bytes: number): void {
    if (bytes > this.#maxBytes) throw fail("storage/blob-too-large", { limitBytes: this.#maxBytes });
  }

  #pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw fail("storage/bad-digest", { digest: sha256.slice(0, 100) });
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2));
  }
}

/** Gives a file the time of now, which tells the collection that it is about to be named. False when there is none. */
async function touch(path: string): Promise<boolean> {
  const now = systemClock.now() / 1_000;
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw filesError(error, path);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw filesError(error, path);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
