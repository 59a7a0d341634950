import type { IncomingMessage } from "node:http";
import type { HttpAnswer } from "../../ports/http-sender.ts";

/** Reads at most so much of an answer; what is beyond is neither read nor waited for. */
export async function readAnswer(
  message: IncomingMessage,
  mostBytes: number,
  now: number,
): Promise<HttpAnswer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= mostBytes) break;
  }
  const text = Buffer.concat(pieces).subarray(0, mostBytes).toString("utf8");
  return {
    status: message.statusCode ?? 0,
    // PostgreSQL keeps no NUL in a text.
    body: text.replaceAll("\0", "\uFFFD"),
    retryAfterMs: retryAfterMs(message.headers["retry-after"], now),
  };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
