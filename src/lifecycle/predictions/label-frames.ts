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
 * `id label` lines. A frame that was torn by a crash is not whole, so it was never acknowledged.
 */
export function writeFrame({ at, labels }: LabelFrame): Buffer {
  let text = "";
  for (const { id, label } of labels) text += `${id} ${label}\n`;
  const body = Buffer.from(text);
  return Buffer.concat([
    Buffer.from(`L1 ${at} ${labels.length} ${body.length} ${crc32(body).toString(16)}\n`),
    body,
  ]);
}

/** The whole frames at the beginning of a log, up to the first that is not. */
export function* readFrames(log: Buffer): Generator<LabelFrame> {
  let from = 0;
  for (;;) {
    const end = log.indexOf(10, from);
    if (end < 0) return;
    const head = /^L1 (\d+) (\d+) (\d+) ([0-9a-f]+)$/.exec(log.toString("latin1", from, end));
    if (head === null) return;
    const [at, count, bytes] = [Number(head[1]), Number(head[2]), Number(head[3])];
    const body = log.subarray(end + 1, end + 1 + bytes);
    if (body.length < bytes || crc32(body).toString(16) !== head[4]) return;
    const labels = body.toString("utf8").split("\n", count).map(readLine);
    yield { at, labels };
    from = end + 1 + bytes;
  }
}

function readLine(line: string): Label {
  const space = line.indexOf(" ");
  return { id: line.slice(0, space), label: Number(line.slice(space + 1)) };
}
