import { type FileHandle, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { type LabelFrame, readFrames, writeFrame } from "./label-frames.ts";

/** A file of frames, appended to until it is sealed into a Parquet segment of the same number. */
export interface LabelLogFile {
  readonly seq: number;
  readonly path: string;
}

/** A label that is on the disk, and when it came. */
export interface KeptLabel {
  readonly label: number;
  readonly at: number;
}

interface Waiting {
  readonly frame: LabelFrame;
  readonly done: PromiseWithResolvers<void>;
}

/** Labels that the log has handed out, and the number of the last file that holds one of them. */
export interface HandedOut {
  readonly seq: number;
  readonly labels: ReadonlyMap<string, KeptLabel>;
}

/**
 * The write-ahead log of one deployment's labels: an append resolves once it is on the disk. Appends that
 * come while a sync is under way share the next one. After a failed write the file is left behind as it is,
 * and the next append begins another: nothing is ever written after a torn frame.
 */
export class LabelLog {
  readonly #dir: string;
  #seq: number;
  #open: { readonly file: FileHandle; readonly of: LabelLogFile } | undefined;
  #kept = new Map<string, KeptLabel>();
  #waiting: Waiting[] = [];
  #ending: PromiseWithResolvers<HandedOut | null>[] = [];
  #running: Promise<void> | undefined;

  /** `lastSeq`: the highest number that was ever used. */
  constructor(dir: string, lastSeq: number) {
    this.#dir = dir;
    this.#seq = lastSeq;
  }

  append(frame: LabelFrame): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ frame, done });
    if (this.#running === undefined) this.#running = this.#drain();
    return done.promise;
  }

  /** Labels that are on the disk and not yet handed out by `rotate`; of one id the last. */
  get kept(): ReadonlyMap<string, KeptLabel> {
    return this.#kept;
  }

  /**
   * Ends the present file and hands out what is in it and in those before; null when that is nothing. It waits for the
   * append that is under way, not for those behind it: labels that never cease must not keep it for ever.
   */
  rotate(): Promise<HandedOut | null> {
    const done = Promise.withResolvers<HandedOut | null>();
    this.#ending.push(done);
    if (this.#running === undefined) this.#running = this.#drain();
    return done.promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#ending.length > 0) {
      for (const done of this.#ending.splice(0)) done.resolve(await this.#end());
      const group = this.#waiting;
      this.#waiting = [];
      if (group.length === 0) continue;
      try {
        await this.#write(group.map(({ frame }) => writeFrame(frame)));
        for (const { frame, done } of group) {
          for (const { id, label } of frame.labels) this.#kept.set(id, { label, at: frame.at });
          done.resolve();
        }
      } catch (error) {
        for (const { done } of group) done.reject(error);
      }
    }
    this.#running = undefined;
  }

  async #end(): Promise<HandedOut | null> {
    const ended = this.#open;
    this.#open = undefined;
    // Each frame of it was synced: what closing says is of no interest to anyone.
    await ended?.file.close().catch(() => undefined);
    const handedOut = { seq: this.#seq, labels: this.#kept };
    this.#kept = new Map();
    return handedOut.labels.size === 0 ? null : handedOut;
  }

  async #write(frames: readonly Buffer[]): Promise<void> {
    const path = join(this.#dir, nameOf(this.#seq + 1));
    try {
      this.#open ??= await this.#begin();
      await this.#open.file.appendFile(Buffer.concat(frames));
      await this.#open.file.datasync();
    } catch (error) {
      const broken = this.#open;
      this.#open = undefined;
      await broken?.file.close().catch(() => undefined);
      const reason = asPrumoError(error).message;
      throw fail("predictions/label-log", { path: broken?.of.path ?? path, reason }, error);
    }
  }

  async #begin() {
    const of = { seq: ++this.#seq, path: join(this.#dir, nameOf(this.#seq)) };
    const file = await open(of.path, "ax");
    // The name must survive a power failure as well.
    await using directory = await open(this.#dir, "r");
    await directory.sync();
    return { file, of };
  }
}

/** The log files that a crash, or a failed write, left behind; lowest number first. */
export async function leftLogs(dir: string): Promise<LabelLogFile[]> {
  const names = await readdir(dir);
  return names
    .flatMap((name) => {
      const seq = /^labels-(\d+)\.log$/.exec(name)?.[1];
      return seq === undefined ? [] : [{ seq: Number(seq), path: join(dir, name) }];
    })
    .sort((a, b) => a.seq - b.seq);
}

/** Of a log that another process has sealed and removed meanwhile, nothing. */
export async function readLog({ path }: LabelLogFile): Promise<LabelFrame[]> {
  try {
    return [...readFrames(await readFile(path))];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

export async function removeLog({ path }: LabelLogFile): Promise<void> {
  await rm(path, { force: true });
}

function nameOf(seq: number): string {
  return `labels-${seq}.log`;
}
