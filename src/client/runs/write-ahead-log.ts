import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Entry } from "./entry.ts";

/** Entries that have arrived are forgotten once there are this many. */
const keptInMemory = 10_000;

/**
 * What a run was told and the server has not yet confirmed, in a file that outlives the process: a line of JSON an
 * entry, and beside it how many of them were sent. Sending an entry again changes nothing at the server, so a
 * count that is behind is no harm: together every entry counts exactly once.
 */
export class WriteAheadLog {
  readonly #directory: string;
  readonly #runId: string;
  readonly #path: string;
  readonly #file: number;
  /** Those that were not forgotten yet; the first `sent` of them have arrived. */
  readonly entries: Entry[];
  sent: number;
  #forgotten = 0;
  #last: Entry["type"] | undefined;

  constructor(directory: string, runId: string) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#runId = runId;
    this.#path = join(directory, `${runId}.log`);
    this.entries = existsSync(this.#path) ? readEntries(this.#path) : [];
    this.sent = Math.min(this.entries.length, readSent(this.#path));
    this.#last = this.entries.at(-1)?.type;
    this.#file = openSync(this.#path, "a", 0o600);
  }

  /** Removes the log of a run, sent or not. */
  static forget(directory: string, runId: string): void {
    const path = join(directory, `${runId}.log`);
    rmSync(`${path}.sent`, { force: true });
    rmSync(path, { force: true });
  }

  get hasEnd(): boolean {
    return this.#last === "end";
  }

  get isDone(): boolean {
    return this.sent === this.entries.length;
  }

  /** A few microseconds: the system keeps the line if the process dies, and `sync` if the machine does. */
  append(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.entries.push(entry);
    this.#last = entry.type;
  }

  sync(): void {
    fsyncSync(this.#file);
  }

  confirm(count: number): void {
    this.sent += count;
    writeFileSync(`${this.#path}.new`, String(this.#forgotten + this.sent));
    renameSync(`${this.#path}.new`, `${this.#path}.sent`);
    if (this.sent < keptInMemory) return;
    this.#forgotten += this.sent;
    this.entries.splice(0, this.sent);
    this.sent = 0;
  }

  /** The log is removed when all of it has arrived. */
  close(): void {
    closeSync(this.#file);
    if (!this.isDone || !this.hasEnd) return;
    WriteAheadLog.forget(this.#directory, this.#runId);
  }
}

/** A last line that was cut short was told to nobody. */
function readEntries(path: string): Entry[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}

function readSent(path: string): number {
  try {
    return Number(readFileSync(`${path}.sent`, "utf8")) || 0;
  } catch {
    return 0;
  }
}
