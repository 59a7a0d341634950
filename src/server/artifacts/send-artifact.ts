import { posix } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";
import mime from "mime";
import type { ArtifactFile } from "../../lifecycle/experiments/index.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/** Extensions that MLflow shows as plain text, and the names of its own files without one. */
const asText = new Set(
  "txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst MLmodel MLproject".split(
    " ",
  ),
);

/** What a browser may do with a file it is sent: nothing but save it. */
const guards = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "same-origin",
  "accept-ranges": "bytes",
} as const;

/** Sends a file, or the range of it that was asked for, as an attachment. */
export async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: BlobStore,
  file: ArtifactFile,
): Promise<FastifyReply> {
  const range = rangeOf(request.headers.range, file.bytes);
  reply.headers({
    ...guards,
    "content-type": mediaType(file.path),
    "content-disposition": attachment(posix.basename(file.path)),
    etag: `"${file.sha256}"`,
    "last-modified": new Date(file.at).toUTCString(),
  });
  if (range === "unsatisfiable") {
    return reply.code(416).header("content-range", `bytes */${file.bytes}`).send();
  }
  const length = range === undefined ? file.bytes : range.end - range.start + 1;
  reply.header("content-length", String(length));
  if (range !== undefined) {
    reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${file.bytes}`);
  }
  if (request.method === "HEAD" || length === 0) return reply.send();
  return reply.send(await blobs.stream(file.sha256, range));
}

export function mediaType(path: string): string {
  const name = posix.basename(path);
  const extension = name.includes(".") ? (name.split(".").at(-1) ?? "") : name;
  if (asText.has(extension)) return "text/plain; charset=utf-8";
  return mime.getType(name) ?? "application/octet-stream";
}

/** RFC 6266; names beyond ASCII by RFC 5987. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** One range of bytes (RFC 9110 §14); several at once, or what is no range, is answered with the whole file. */
function rangeOf(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (asked === null || (asked[1] === "" && asked[2] === "")) return undefined;
  const [, first = "", last = ""] = asked;
  const start = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  return start > end ? "unsatisfiable" : { start, end };
}
