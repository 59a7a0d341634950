import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Answer, Feed, Request, Signature } from "./messages.ts";

/** A model larger than memory lets the runtime swap; a person would have given up by then. */
const loadTimeoutMs = 60_000;
const runTimeoutMs = 30_000;
const closeTimeoutMs = 2_000;

type Waiting = ReturnType<typeof Promise.withResolvers<Answer>>;
type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

/** A process with one session in it. When it dies, what waits fails and the process is not started again. */
export class SessionProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #end: string | undefined;

  constructor() {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.#child = fork(new URL(`session-worker.${extension}`, import.meta.url), {
      serialization: "advanced",
      execArgv: [],
      env: publicEnvironment(),
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (answer: Answer) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on("exit", (code, signal) => this.#fail(`its process ended (${signal ?? `code ${code}`})`));
    this.#child.on("error", (error) => this.#fail(error.message));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Throws `models/no-onnx-runtime` or `models/onnx-runtime-failed`. */
  async load(onnx: Uint8Array): Promise<Signature> {
    const answer = await this.#ask({ type: "load", onnx }, loadTimeoutMs);
    if (answer.type !== "loaded") throw unexpected(answer);
    return answer.signature;
  }

  /** The values of one output, row-major. */
  async run(feeds: readonly Feed[], output: string): Promise<Float64Array> {
    const answer = await this.#ask({ type: "run", feeds, output }, runTimeoutMs);
    if (answer.type !== "values") throw unexpected(answer);
    return answer.values;
  }

  /** Takes no more, lets what runs finish, then ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#end ??= "its model was closed";
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, "exit");
    const timer = setTimeout(() => child.kill("SIGKILL"), closeTimeoutMs);
    await Promise.allSettled([...this.#waiting.values()].map(({ promise }) => promise));
    if (child.connected) child.disconnect();
    await exited;
    clearTimeout(timer);
  }

  async #ask(request: Unnumbered<Request>, timeoutMs: number): Promise<Answer> {
    if (this.#end !== undefined) throw fail("models/onnx-runtime-failed", { reason: this.#end });
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    const timer = setTimeout(() => {
      this.#fail(`no answer within ${timeoutMs} ms`);
      this.#child.kill("SIGKILL");
    }, timeoutMs);
    try {
      this.#child.send({ ...request, id }, (error) => {
        if (error !== null) this.#fail(error.message);
      });
      const answer = await waiting.promise;
      if (answer.type !== "failed") return answer;
      const { reason } = answer;
      throw fail(answer.isAbsent ? "models/no-onnx-runtime" : "models/onnx-runtime-failed", { reason });
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(reason: string): void {
    this.#end ??= reason;
    for (const { reject } of this.#waiting.values()) reject(fail("models/onnx-runtime-failed", { reason }));
    this.#waiting.clear();
  }
}

function unexpected(answer: Answer): Error {
  return new TypeError(`a session process answered ${answer.type}`);
}

/** The model is foreign code of a kind: it need not see the secrets of the server. */
function publicEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "LD_LIBRARY_PATH", "LANG", "LC_ALL"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
