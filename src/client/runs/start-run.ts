import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import type { Entry } from "./entry.ts";
import { type Refusal, Sender } from "./sender.ts";
import { SystemMetrics } from "./system-metrics.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";

export interface RunOptions {
  /** Name of the experiment, made when it is the first. */
  readonly experiment: string;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The server. Default: MLFLOW_TRACKING_URI, else http://127.0.0.1:7786. */
  readonly url?: string;
  /** Where the write-ahead log is kept. Default: `.prumo-runs` in the working directory. */
  readonly directory?: string;
  /** How often processor and memory use are logged, in milliseconds. Default: not at all. */
  readonly systemMetricsMs?: number;
  /** Told what the server refused. Default: a line on stderr. */
  readonly onRefused?: Refusal;
}

/** A run that is logged to. Nothing here waits for the server, or throws because of it. */
export interface LoggedRun extends AsyncDisposable {
  readonly id: string;
  logMetric(key: string, value: number, at?: { readonly step?: number; readonly time?: number }): void;
  logMetrics(
    values: Readonly<Record<string, number>>,
    at?: { readonly step?: number; readonly time?: number },
  ): void;
  logParams(params: Readonly<Record<string, string | number | boolean>>): void;
  setTags(tags: Readonly<Record<string, string>>): void;
  /** A file, which must stay until it is sent; `as` is its path among the run's artifacts. */
  logArtifact(file: string, as?: string): void;
  /** Waits until the server has everything, at most so long; false when it has not. Default 10 s. */
  flush(ms?: number): Promise<boolean>;
  /** Ends the run and flushes. What has not arrived stays in the log; `replayRuns` sends it later. */
  end(state?: "finished" | "failed" | "killed"): Promise<boolean>;
}

/**
 * Starts a run of an experiment and logs to it, whether the server is there or not. In a step of a pipeline, and
 * wherever else MLFLOW_RUN_ID names one, it is that run which is logged to, as by MLflow's clients; unless `url` is given.
 */
export function startRun(options: RunOptions): LoggedRun {
  const given = options.url === undefined ? givenRun() : undefined;
  return given === undefined ? newRun(options) : takeUpRun(given, options);
}

/** What an earlier attempt of the step has left unsent is none of this one's. */
function takeUpRun(id: string, options: RunOptions): LoggedRun {
  const directory = directoryOf(options);
  WriteAheadLog.forget(directory, id);
  const log = new WriteAheadLog(directory, id);
  const run = new Run(id, log, senderOf(options, id, log), options.systemMetricsMs);
  run.setTags({ ...options.tags, ...(options.name && { "mlflow.runName": options.name }) });
  return run;
}

function givenRun(): string | undefined {
  const id = process.env["MLFLOW_RUN_ID"];
  return id !== undefined && /^[0-9a-f]{32}$/.test(id) ? id : undefined;
}

function senderOf(options: RunOptions, id: string, log: WriteAheadLog): Sender {
  return new Sender(urlOf(options), id, log, options.onRefused ?? warn);
}

function newRun(options: RunOptions): LoggedRun {
  const now = Date.now();
  const id = now.toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
  const log = new WriteAheadLog(directoryOf(options), id);
  log.append({
    type: "start",
    experiment: options.experiment,
    name: options.name,
    user: userName(),
    startedAt: now,
    tags: options.tags,
  });
  return new Run(id, log, senderOf(options, id, log), options.systemMetricsMs);
}

/**
 * Sends what logs of earlier runs still hold, such as those of a job that was killed, or that ended while the server was
 * away. Answers how many of them have arrived as a whole. Not for logs of a job that is still at work.
 */
export async function replayRuns(
  options: Pick<RunOptions, "url" | "directory" | "onRefused"> & { readonly waitMs?: number } = {},
): Promise<{ readonly runs: number; readonly arrived: number }> {
  const directory = directoryOf(options);
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const ids = files.flatMap((file) => /^([0-9a-f]{32})\.log$/.exec(file)?.[1] ?? []);
  let arrived = 0;
  for (const id of ids) {
    const log = new WriteAheadLog(directory, id);
    if (!log.hasEnd) log.append({ type: "end", state: "killed", at: Date.now() });
    const sender = new Sender(urlOf(options), id, log, options.onRefused ?? warn);
    sender.wake();
    if (await sender.drain(options.waitMs ?? 10_000)) arrived++;
    await sender.close();
    log.close();
  }
  return { runs: ids.length, arrived };
}

class Run implements LoggedRun {
  readonly id: string;
  readonly #log: WriteAheadLog;
  readonly #sender: Sender;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #steps = new Map<string, number>();
  #hasEnded = false;

  constructor(id: string, log: WriteAheadLog, sender: Sender, systemMetricsMs?: number) {
    this.id = id;
    this.#log = log;
    this.#sender = sender;
    sender.wake();
    if (systemMetricsMs === undefined) return;
    const metrics = new SystemMetrics();
    let step = 0;
    this.#timer = setInterval(
      () => this.logMetrics(metrics.sample(), { step: step++ }),
      systemMetricsMs,
    ).unref();
  }

  logMetric(key: string, value: number, at: { readonly step?: number; readonly time?: number } = {}): void {
    const step = at.step ?? this.#steps.get(key) ?? 0;
    this.#steps.set(key, step + 1);
    // JSON has no NaN and no infinities; as text the server knows them.
    const json = Number.isFinite(value) ? value : String(value);
    this.#add({ type: "metric", key, value: json, step, at: at.time ?? Date.now() });
  }

  logMetrics(
    values: Readonly<Record<string, number>>,
    at?: { readonly step?: number; readonly time?: number },
  ): void {
    for (const [key, value] of Object.entries(values)) this.logMetric(key, value, at);
  }

  logParams(params: Readonly<Record<string, string | number | boolean>>): void {
    for (const [key, value] of Object.entries(params))
      this.#add({ type: "param", key, value: String(value) });
  }

  setTags(tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) this.#add({ type: "tag", key, value });
  }

  logArtifact(file: string, as: string = basename(file)): void {
    statSync(file);
    this.#add({ type: "artifact", file: resolve(file), path: as });
  }

  async flush(ms = 10_000): Promise<boolean> {
    this.#log.sync();
    this.#sender.wake();
    return this.#sender.drain(ms);
  }

  async end(state: "finished" | "failed" | "killed" = "finished"): Promise<boolean> {
    if (this.#hasEnded) return this.#log.isDone;
    clearInterval(this.#timer);
    this.#add({ type: "end", state, at: Date.now() });
    this.#hasEnded = true;
    const hasArrived = await this.flush();
    await this.#sender.close();
    this.#log.close();
    return hasArrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #add(entry: Entry): void {
    if (this.#hasEnded) return;
    this.#log.append(entry);
    this.#sender.wake();
  }
}

function directoryOf({ directory }: Pick<RunOptions, "directory">): string {
  return directory ?? join(process.cwd(), ".prumo-runs");
}

/** A container may run as a user that nobody has given a name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function urlOf({ url }: Pick<RunOptions, "url">): string {
  return url ?? process.env["MLFLOW_TRACKING_URI"] ?? "http://127.0.0.1:7786";
}

function warn(problem: string, entry: Entry): void {
  console.error(`prumo: the server refused ${entry.type} of a run: ${problem}`);
}
