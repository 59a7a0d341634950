import { fork, type ChildProcess } from "node:child_process";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepValues } from "../../ports/step-kind.ts";
import { errorFromWire, type FromWorker, type ToWorker } from "./messages.ts";

export interface WarmWorkerOptions {
  /** A module that calls `serveSteps`. */
  readonly entry: string;
  readonly args: readonly string[];
  /** From asking to SIGTERM, and from SIGTERM to SIGKILL. */
  readonly graceMs: number;
}

const lastWordsKept = 2_000;

/** One child process, for one order at a time. */
export class WarmWorker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #graceMs: number;
  readonly #exited: Promise<string>;
  #lastWords = "";
  #hasExited = false;
  /** Resident memory after the last order. */
  rssBytes = 0;

  constructor(options: WarmWorkerOptions) {
    this.#graceMs = options.graceMs;
    this.#child = fork(options.entry, [...options.args], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: [],
    });
    const exited = Promise.withResolvers<string>();
    this.#child.once("error", (error) => this.#end(exited, error.message));
    this.#child.once("exit", (code, signal) => this.#end(exited, signal ?? `exit code ${code}`));
    this.#exited = exited.promise;
    this.#child.stdout?.resume();
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-lastWordsKept);
    });
    this.#keepAlive(false);
  }

  get isAlive(): boolean {
    return !this.#hasExited && this.#child.connected;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with the signal's reason once the step has stopped, by itself or by force. */
  async perform(
    order: StepOrder,
    say: (message: StepMessage) => void,
    signal: AbortSignal,
  ): Promise<StepValues> {
    const answer = Promise.withResolvers<StepValues>();
    const force: NodeJS.Timeout[] = [];
    const stop = (): void => {
      this.#send({ type: "cancel" });
      force.push(setTimeout(() => this.#child.kill("SIGTERM"), this.#graceMs));
      force.push(setTimeout(() => this.#child.kill("SIGKILL"), this.#graceMs * 2));
    };
    const hear = (message: FromWorker): void => {
      if (message.type === "said") return signal.aborted ? undefined : message.messages.forEach(say);
      this.rssBytes = message.rssBytes;
      if (message.type === "done") answer.resolve(message.outputs);
      else answer.reject(errorFromWire(message.error));
    };
    this.#keepAlive(true);
    this.#child.on("message", hear);
    signal.addEventListener("abort", stop, { once: true });
    try {
      this.#send({ type: "run", order });
      if (signal.aborted) stop();
      const outputs = await Promise.race([answer.promise, this.#death(order.step)]);
      signal.throwIfAborted();
      return outputs;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error;
    } finally {
      force.forEach(clearTimeout);
      signal.removeEventListener("abort", stop);
      this.#child.off("message", hear);
      this.#keepAlive(false);
    }
  }

  /** Lets it go; kills it when it does not end by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasExited) return;
    this.#keepAlive(true);
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), this.#graceMs);
    await this.#exited;
    clearTimeout(kill);
  }

  async #death(step: string): Promise<never> {
    const how = await this.#exited;
    throw fail("pipelines/worker-died", { step, how, lastWords: this.#lastWords.trim() });
  }

  #end(exited: PromiseWithResolvers<string>, how: string): void {
    this.#hasExited = true;
    exited.resolve(how);
  }

  /** A send to a dying child fails; its exit tells. */
  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** An idle worker does not keep the program running. */
  #keepAlive(isNeeded: boolean): void {
    const parts = [this.#child, this.#child.channel, this.#child.stdout, this.#child.stderr];
    for (const part of parts as ({ ref?(): void; unref?(): void } | null | undefined)[]) {
      if (isNeeded) part?.ref?.();
      else part?.unref?.();
    }
  }
}
