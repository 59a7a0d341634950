import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobRef } from "../../ports/blob-store.ts";
import { collectYoung } from "./collect-young.ts";
import { DigestThread } from "./digest-thread.ts";

/** What is written at once, while the next is received. */
const batchBytes = 1 << 20;
/** Smaller files are hashed as they come: a thread costs more than it saves. */
const smallBytes = 4 << 20;
/** How far the hashing may be behind before it is told of more. */
const tellBytes = 8 << 20;
/** The disk is set to work so often, so that the sync at the end finds little to do. */
const syncBytes = 64 << 20;

const thread = new DigestThread();

/**
 * Writes what flows into a new file, synced when it resolves, and says its SHA-256 and size. Receiving, writing,
 * hashing and syncing go on side by side; at most two batches are in memory. Throws storage/blob-too-large beyond
 * `maxBytes`; the file is the caller's to remove.
 */
export async function writeDigested(bytes: Readable, path: string, maxBytes: number): Promise<BlobRef> {
  await using file = await open(path, "wx");
  const writer = new BatchWriter(file, path);
  try {
    let received = 0;
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      received += chunk.byteLength;
      if (received > maxBytes) throw fail("storage/blob-too-large", { limitBytes: maxBytes });
      if (writer.take(chunk)) await writer.flush();
    }
    return await writer.end();
  } catch (error) {
    await writer.giveUp();
    throw error;
  }
}

class BatchWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #small = createHash("sha256");
  #batch: Buffer[] = [];
  #batchBytes = 0;
  #written = 0;
  #told = 0;
  #synced = 0;
  #writing: Promise<unknown> = Promise.resolve();
  #syncing: Promise<unknown> = Promise.resolve();
  #following: ReturnType<DigestThread["follow"]> | undefined;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Whether a batch is full. */
  take(chunk: Buffer): boolean {
    this.#batch.push(chunk);
    this.#batchBytes += chunk.byteLength;
    return this.#batchBytes >= batchBytes;
  }

  /** Begins to write the batch when the one before it is written. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#batchBytes === 0) return;
    const batch = this.#batch;
    const upTo = this.#written + this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#following === undefined && upTo <= smallBytes)
      for (const chunk of batch) this.#small.update(chunk);
    else this.#following ??= thread.follow(this.#path);
    this.#writing = writeAll(this.#file, batch, this.#written).then(() => {
      this.#written = upTo;
      if (upTo - this.#told < tellBytes) return;
      this.#told = upTo;
      this.#following?.written(upTo);
    });
    this.#writing.catch(() => undefined);
    collectYoung(upTo - this.#written);
    if (upTo - this.#synced < syncBytes) return;
    await this.#syncing;
    this.#synced = upTo;
    this.#syncing = this.#file.datasync();
    this.#syncing.catch(() => undefined);
  }

  async end(): Promise<BlobRef> {
    await this.flush();
    await this.#writing;
    const digest = this.#following?.end(this.#written);
    await this.#syncing;
    await this.#file.sync();
    return { sha256: (await digest) ?? this.#small.digest("hex"), bytes: this.#written };
  }

  async giveUp(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#syncing]);
    this.#following?.giveUp();
  }
}

async function writeAll(file: FileHandle, chunks: Buffer[], at: number): Promise<void> {
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { bytesWritten } = await file.writev(chunks, at);
  if (bytesWritten === bytes) return;
  // A short write: what is left is written piece by piece.
  let rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let place = at + bytesWritten; rest.byteLength > 0;) {
    const { bytesWritten: more } = await file.write(rest, 0, rest.byteLength, place);
    place += more;
    rest = rest.subarray(more);
  }
}
