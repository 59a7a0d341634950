import type { LogLine } from "../../contract/records/pipelines.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore, MetaTransaction } from "../../ports/meta-store.ts";
import type { PipelinesTables } from "./tables.ts";

const flushMs = 100;
const flushLines = 500;
const longestText = 8_192;
const linesPerAttempt = 50_000;
/** Lines of one holder of the run; the fence times this is its first seq. */
const linesPerFence = 10_000_000;

/**
 * The log of a run. Lines are gathered for a tenth of a second, kept durably, and shown to whoever looks.
 * Their seq starts at the fence times ten million: it rises over crashes and take-overs without a look at
 * what is there, and a holder that was overtaken cannot collide with its successor.
 */
export class StepLog {
  readonly #runId: string;
  readonly #to: { readonly meta: MetaStore; readonly events: EventBus; readonly clock: Clock };
  readonly #counts = new Map<string, number>();
  #seq: number;
  #lines: LogLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    runId: string,
    fence: number,
    to: { readonly meta: MetaStore; readonly events: EventBus; readonly clock: Clock },
  ) {
    this.#runId = runId;
    this.#to = to;
    this.#seq = fence * linesPerFence;
  }

  line(step: { name: string; attempt: number }, level: LogLine["level"], text: string): void {
    const key = `${step.name}/${step.attempt}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count > linesPerAttempt) return;
    const shown = count === linesPerAttempt ? "The log of this attempt ends here: it is too long." : text;
    this.#lines.push({
      seq: ++this.#seq,
      step: step.name,
      attempt: step.attempt,
      at: this.#to.clock.now(),
      level,
      text: shown.slice(0, longestText),
    });
    if (this.#lines.length >= flushLines) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), flushMs);
  }

  /**
   * Writes the lines up to now with a change of the run, in its transaction: a commit less, and whoever sees
   * the step done sees its log. There are never many: more than a batch has been written already.
   */
  async writeWithin(tx: MetaTransaction<PipelinesTables>): Promise<void> {
    const lines = this.#take();
    if (lines.length === 0) return;
    const rows = lines.map((line) => ({ run_id: this.#runId, ...line }));
    await tx.db.insertInto("pipeline_step_logs").values(rows).execute();
  }

  /** Resolves when every line up to now is durable. A store that cannot take them throws here. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    const lines = this.#take();
    if (lines.length === 0) return;
    const columns = ["run_id", "seq", "step", "attempt", "at", "level", "text"];
    const rows = lines.map(
      ({ seq, step, attempt, at, level, text }) =>
        [this.#runId, seq, step, attempt, at, level, text] as const,
    );
    const written = this.#to.meta.append("pipeline_step_logs", columns, rows);
    this.#writing = Promise.all([this.#writing, written]).then(() => undefined);
    this.#writing.catch(() => undefined);
  }

  #take(): LogLine[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) {
      const data = { runId: this.#runId, lines };
      this.#to.events.signal({ topic: "step-log", subject: this.#runId, data });
    }
    return lines;
  }
}
