import { crc32 } from "node:zlib";

/** The truth of one prediction: 0 or 1, a class index, or a value. */
export interface Label {
  readonly id: string;
  readonly label: number;
}

/** Labels that came together, and when (epoch ms). */
export interface LabelFrame {
  readonly at: number;
  readonly labels: readonly Label[];
}

/**
 * A frame of the label log: `L1 <at> <count> <bytes> <crc32>` and, after a line feed, `bytes` bytes of
 * `id label` lines. The checksum is of what stands before it and of the lines. A frame that was torn by a crash is not whole, so it was never acknowledged.
 */
export function writeFrame({ at, labels }: LabelFrame): Buffer {
  let text = "";
  for (const { id, label } of labels) text += `${id} ${label}\n`;
  const body = Buffer.from(text);
  const head = `L1 ${at} ${labels.length} ${body.length}`;
  return Buffer.concat([Buffer.from(`${head} ${checksum(head, body)}\n`), body]);
}

/** The whole frames at the beginning of a log, up to the first that is not. */
export function* readFrames(log: Buffer): Generator<LabelFrame> {
  let from = 0;
  for (;;) {
    const end = log.indexOf(10, from);
    if (end < 0) return;
    const found = /^(L1 (\d+) (\d+) (\d+)) ([0-9a-f]+)$/.exec(log.toString("latin1", from, end));
    if (found === null) return;
    const [at, count, bytes] = [Number(found[2]), Number(found[3]), Number(found[4])];
    const body = log.subarray(end + 1, end + 1 + bytes);
    if (body.length < bytes || checksum(found[1] ?? "", body) !== found[5]) return;
    const labels = body.toString("utf8").split("\n", count).map(readLine);
    yield { at, labels };
    from = end + 1 + bytes;
  }
}

function checksum(head: string, body: Buffer): string {
  return crc32(body, crc32(head)).toString(16);
}

function readLine(line: string): Label {
  const space = line.indexOf(" ");
  return { id: line.slice(0, space), label: Number(line.slice(space + 1)) };
}
