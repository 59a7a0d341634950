import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { parentPort } from "node:worker_threads";

/** To the thread: bytes of a file are there up to here. `isWhole` says that no more will come; null gives it up. */
export interface Follow {
  readonly path: string;
  readonly upTo: number | null;
  readonly isWhole: boolean;
}

/** From the thread: the digest of a whole file, or why there is none. */
export interface Followed {
  readonly path: string;
  readonly sha256?: string;
  readonly reason?: string;
}

interface Open {
  readonly file: number;
  readonly digest: Hash;
  at: number;
}

const buffer = Buffer.allocUnsafe(1 << 20);
const files = new Map<string, Open>();

parentPort?.on("message", ({ path, upTo, isWhole }: Follow) => {
  try {
    if (upTo !== null) readOn(path, upTo);
    if (!isWhole && upTo !== null) return;
    const sha256 = close(path)?.digest("hex");
    if (sha256 !== undefined && upTo !== null) tell({ path, sha256 });
  } catch (error) {
    close(path);
    tell({ path, reason: error instanceof Error ? error.message : String(error) });
  }
});

function readOn(path: string, upTo: number): void {
  let open = files.get(path);
  if (open === undefined) {
    open = { file: openSync(path, "r"), digest: createHash("sha256"), at: 0 };
    files.set(path, open);
  }
  while (open.at < upTo) {
    const read = readSync(open.file, buffer, 0, Math.min(buffer.length, upTo - open.at), open.at);
    if (read === 0) throw new Error(`the file ends at ${open.at} of ${upTo} bytes`);
    open.digest.update(buffer.subarray(0, read));
    open.at += read;
  }
}

function close(path: string): Hash | undefined {
  const open = files.get(path);
  if (open === undefined) return undefined;
  files.delete(path);
  closeSync(open.file);
  return open.digest;
}

function tell(followed: Followed): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window's
  parentPort?.postMessage(followed);
}
