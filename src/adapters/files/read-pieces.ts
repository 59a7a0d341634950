import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { collectYoung } from "./collect-young.ts";

const pieceBytes = 1 << 20;

/** A file, or a range of it with both ends, as a stream of large pieces; the next is read while one is sent. */
export function readPieces(path: string, range: { readonly start: number; readonly end?: number }): Readable {
  return Readable.from(piecesOf(path, range), { objectMode: false, highWaterMark: 2 * pieceBytes });
}

async function* piecesOf(
  path: string,
  { start, end = Number.MAX_SAFE_INTEGER }: { readonly start: number; readonly end?: number },
): AsyncGenerator<Buffer> {
  await using file = await open(path, "r");
  for (let at = start; at <= end;) {
    const wanted = Math.min(pieceBytes, end - at + 1);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
    collectYoung(bytesRead);
  }
}
