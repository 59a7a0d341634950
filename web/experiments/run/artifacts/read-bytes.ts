import { ProblemError } from "../../../../src/client/calls.ts";
import type { Problem } from "../../../../src/contract/http/route.ts";

export interface Bytes {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
}

/** How large a file is, or the problem that it is not there. */
export async function readSize(url: string): Promise<number> {
  const answer = await fetch(url, { method: "HEAD" });
  if (answer.ok) return Number(answer.headers.get("content-length"));
  // The answer to HEAD has no body to say why.
  return (await readBytes(url, 0, 1)).size;
}

/** Some bytes of a file; fewer where it ends. */
export async function readBytes(url: string, from: number, count: number): Promise<Bytes> {
  const answer = await fetch(url, { headers: { range: `bytes=${from}-${from + count - 1}` } });
  if (answer.status === 416) return { bytes: new Uint8Array(), size: from };
  if (!answer.ok) throw new ProblemError((await answer.json()) as Problem);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const size = Number(/\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1] ?? bytes.length);
  return { bytes, size };
}

/** Whether it is no text: it has a zero byte, which no text has. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.includes(0);
}
