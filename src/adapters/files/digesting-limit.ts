import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobRef } from "../../ports/blob-store.ts";

/** Hashes and counts what flows by, and stops the flow at the limit. */
export class DigestingLimit {
  readonly #digest = createHash("sha256");
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  consume(): Writable {
    return new Writable({ write: (chunk: Buffer, _encoding, done) => done(this.#take(chunk)) });
  }

  /** Once only, at the end. */
  ref(): BlobRef {
    return { sha256: this.#digest.digest("hex"), bytes: this.#bytes };
  }

  #take(chunk: Buffer): Error | null {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#maxBytes) return fail("storage/blob-too-large", { limitBytes: this.#maxBytes });
    this.#digest.update(chunk);
    return null;
  }
}
