import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { canonicalJson, type Json } from "./json.ts";

/** SHA-256 of bytes or UTF-8 text, in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

/** SHA-256 of the canonical JSON of a value: equal values have equal hashes. */
export function hashJson(value: Json): string {
  return sha256(canonicalJson(value));
}

/** SHA-256 of a file, read as a stream. */
export async function hashFile(path: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), digest);
  return digest.digest("hex");
}
