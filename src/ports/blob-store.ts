import type { Readable } from "node:stream";

export interface BlobRef {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Bytes addressed by their SHA-256. A put is durable when it resolves, and idempotent. A record names a blob only
 * after it was put, or kept: the collection of garbage goes by the time of the last put or keep.
 */
export interface BlobStore {
  put(bytes: Uint8Array | Readable): Promise<BlobRef>;
  /** Takes over a finished local file (moved or copied) without reading it twice. */
  putFile(path: string, options?: { readonly move?: boolean }): Promise<BlobRef>;
  /** As good as a put of what is there already; storage/blob-missing when it is not. For who names what others have put. */
  keep(sha256: string): Promise<void>;
  /** Puts, and the records that name them, belong inside of `work`: what was put since it began is not collected. */
  naming<Result>(work: () => Promise<Result>): Promise<Result>;
  get(sha256: string): Promise<Uint8Array>;
  stream(sha256: string, range?: { readonly start: number; readonly end?: number }): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** A local path that holds the bytes, for engines that read files; fetched first when remote. */
  localPath(sha256: string): Promise<string>;
}

export interface StoredBlob extends BlobRef {
  /** When it was last put or kept, epoch milliseconds by the clock of `settledBefore`. */
  readonly putAt: number;
}

/** What the collection of garbage needs of a store of blobs (docs/decisions/0011-garbage.md). */
export interface BlobCollector {
  /**
   * What was put before this moment, epoch milliseconds, is named by a record by now, or by nobody: `graceMs` ago,
   * or before the oldest `naming` that goes on.
   */
  settledBefore(graceMs: number): number;
  blobs(): AsyncIterable<StoredBlob>;
  /** Removes a blob, unless it was put or kept since `before`; the bytes that it had, undefined when it stays. */
  collect(sha256: string, before: number): number | undefined;
  /** Files that a crash has left half written, untouched since `before`. */
  leftovers(before: number): Promise<{ readonly path: string; readonly bytes: number }[]>;
  removeLeftover(path: string): Promise<void>;
}
