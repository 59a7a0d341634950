import type { StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { errorToWire, type FromWorker, type ToWorker } from "./messages.ts";
import { performStep } from "./perform-step.ts";
import type { StepSurroundings } from "./surroundings.ts";
import { endWithParent } from "./end-with-parent.ts";

/** What a step says is sent together after this long, or when so much has gathered. */
const batchMs = 50;
const batchSize = 256;

/**
 * The main program of a warm worker process: does one order after another until the parent lets go. The
 * surroundings are made at the first order. What a step prints becomes its log.
 *
 *     serveSteps(stepKinds, () => makeSurroundings(JSON.parse(process.argv[2] ?? "{}")));
 */
export function serveSteps(
  kinds: readonly StepKind[],
  makeSurroundings: () => Promise<StepSurroundings>,
): void {
  endWithParent();
  let surroundings: Promise<StepSurroundings> | undefined;
  let running: { readonly cancel: AbortController; readonly said: Batch } | undefined;
  printInto((text) => running?.said.add({ type: "log", level: "info", text }));

  const run = async (order: StepOrder): Promise<void> => {
    const cancel = new AbortController();
    const said = new Batch((messages) => send({ type: "said", messages }));
    running = { cancel, said };
    let answer: FromWorker;
    try {
      surroundings ??= makeSurroundings();
      const outputs = await performStep(
        kinds,
        await surroundings,
        order,
        (message) => said.add(message),
        cancel.signal,
      );
      answer = { type: "done", outputs, rssBytes: process.memoryUsage.rss() };
    } catch (error) {
      answer = { type: "failed", error: errorToWire(error), rssBytes: process.memoryUsage.rss() };
    }
    running = undefined;
    said.flush();
    send(answer);
  };

  process.on("message", (message: ToWorker) => {
    if (message.type === "run") void run(message.order);
    else running?.cancel.abort();
  });
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

/** Gathers messages; of progress only the newest in a row is kept. */
class Batch {
  readonly #send: (messages: readonly StepMessage[]) => void;
  #messages: StepMessage[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: (messages: readonly StepMessage[]) => void) {
    this.#send = deliver;
  }

  add(message: StepMessage): void {
    if (message.type === "progress" && this.#messages.at(-1)?.type === "progress") this.#messages.pop();
    this.#messages.push(message);
    if (this.#messages.length >= batchSize) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), batchMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#messages.length === 0) return;
    this.#send(this.#messages);
    this.#messages = [];
  }
}

/** Lines that code prints go to the log of the running step, not to a terminal that nobody sees. */
function printInto(log: (line: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    let rest = "";
    stream.write = (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
      const lines = (rest + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString())).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") log(line);
      const done = more.at(-1);
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
  }
}
