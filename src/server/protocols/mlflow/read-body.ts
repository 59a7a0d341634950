import type { Readable } from "node:stream";
import { invalid } from "./mlflow-error.ts";

/** Inputs of a run may hold many profiles of up to 16 MiB; anything larger is refused. */
const mostBytes = 32 * 1024 * 1024;
/** What comes beyond that is read and thrown away up to here, so that the client hears why and does not try again. */
const mostDiscardedBytes = 1024 * 1024 * 1024;

/** The whole body, or INVALID_PARAMETER_VALUE when there is too much of it. */
export async function readBody(payload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += (chunk as Buffer).length;
    if (bytes <= mostBytes) chunks.push(chunk as Buffer);
    else chunks.length = 0;
    if (bytes > mostDiscardedBytes) break;
  }
  if (bytes > mostBytes) throw invalid(`The request body is larger than ${mostBytes / 2 ** 20} MiB.`);
  return Buffer.concat(chunks);
}
