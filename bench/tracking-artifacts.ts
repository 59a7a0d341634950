import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  closeSync,
  fsyncSync,
  rmSync,
  writeFileSync,
  copyFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TrackingServer } from "../test/support/tracking-servers.ts";
import { type BenchOptions, type BenchRow, benchRow, inTurn, runsOf, secondsOf } from "./harness.ts";

/** A large file put and got over HTTP, beside a copy of the file that is synced. */
export async function artifactRows(
  options: BenchOptions,
  startServer: () => Promise<TrackingServer>,
): Promise<BenchRow[]> {
  const bytes = options.quick ? 256 * 2 ** 20 : 2 ** 30;
  const folder = mkdtempSync(join(tmpdir(), "prumo-artifacts-"));
  try {
    await using server = await startServer();
    const source = join(folder, "source");
    let turn = 0;
    let mostRss = 0;
    const before = rssOf(server.process.pid);
    const watch = setInterval(() => (mostRss = Math.max(mostRss, rssOf(server.process.pid))), 50);
    const renew = () => {
      // Other bytes each time: what the store holds already it would not write again.
      const block = randomBytes(2 ** 20);
      const file = openSync(source, "w");
      for (let at = 0; at < bytes; at += block.length) {
        block.writeUInt32LE(at / block.length, 0);
        writeFileSync(file, block);
      }
      fsyncSync(file);
      closeSync(file);
    };
    const figures = await inTurn(
      {
        copy: async () => {
          renew();
          const put = await secondsOf(() => copyAndSync(source, join(folder, "copy")));
          const get = await secondsOf(() => copyAndSync(source, join(folder, "copy")));
          return { put, get, read: get };
        },
        ours: async () => {
          renew();
          const url = `${server.url}/api/2.0/mlflow-artifacts/artifacts/bench/${turn++}`;
          const put = await secondsOf(() => send(url, source, bytes));
          const read = await secondsOf(() =>
            fetchInto(url, new Writable({ write: (_chunk, _encoding, done) => done() })),
          );
          const path = join(folder, "back");
          rmSync(path, { force: true });
          const get = await secondsOf(() =>
            fetchInto(url, createWriteStream(path, { flush: true, highWaterMark: 1 << 20 })),
          );
          return { put, get, read };
        },
      },
      Math.min(3, runsOf(options)),
    );
    clearInterval(watch);
    const rate = (seconds: number) => bytes / 1e6 / seconds;
    const names = { put: "put", get: "got into a file, synced", read: "got by a client that throws it away" };
    const row = (what: keyof typeof names) =>
      benchRow({
        work: `artifact of ${bytes / 2 ** 20} MiB, ${names[what]}`,
        ours: rate(figures.ours[what]),
        unit: "MB/s",
        rival: rate(figures.copy[what]),
        rivalName: "cp and fsync",
        goal: "at least 80 %",
        met: figures.copy[what] / figures.ours[what] >= 0.8,
      });
    const extra = (mostRss - before) / 1e6;
    return [
      row("put"),
      row("get"),
      row("read"),
      benchRow({
        work: "memory that it takes beyond the idle server",
        ours: extra,
        unit: "MB",
        rival: 64,
        rivalName: "the goal",
        goal: "under 64 MB",
        met: extra < 64,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyAndSync(from: string, to: string): void {
  rmSync(to, { force: true });
  copyFileSync(from, to);
  const file = openSync(to, "r+");
  fsyncSync(file);
  closeSync(file);
}

async function send(url: string, path: string, bytes: number): Promise<void> {
  const sent = request(url, { method: "PUT", headers: { "content-length": bytes } });
  const answered = new Promise<void>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode))),
      );
    });
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sent);
  await answered;
}

async function fetchInto(url: string, into: Writable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request(url, (answer) => void pipeline(answer, into).then(resolve, reject))
      .on("error", reject)
      .end();
  });
}

function rssOf(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
