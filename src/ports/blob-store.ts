import type { Readable } from "node:stream";

export interface BlobRef {
  readonly sha256: string;
  readonly bytes: number;
}

/** Bytes addressed by their SHA-256. A put is durable when it resolves, and idempotent. */
export interface BlobStore {
  put(bytes: Uint8Array | Readable): Promise<BlobRef>;
  /** Takes over a finished local file (moved or copied) without reading it twice. */
  putFile(path: string, options?: { readonly move?: boolean }): Promise<BlobRef>;
  get(sha256: string): Promise<Uint8Array>;
  stream(sha256: string, range?: { readonly start: number; readonly end?: number }): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** A local path that holds the bytes, for engines that read files; fetched first when remote. */
  localPath(sha256: string): Promise<string>;
}
