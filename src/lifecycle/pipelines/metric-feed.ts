import type { Clock } from "../../kernel/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";

type Point = { key: string; value: number; step: number; at: number };

const feedMs = 250;

/** Live metrics of one attempt: shown at once, recorded in batches, one batch after the other. */
export class MetricFeed {
  readonly #record: (points: readonly Point[]) => Promise<void>;
  readonly #runId: string;
  readonly #events: EventBus;
  readonly #clock: Clock;
  #points: Point[] = [];
  #timer: NodeJS.Timeout | undefined;
  #recording: Promise<void> = Promise.resolve();

  constructor(
    runId: string,
    record: (points: readonly Point[]) => Promise<void>,
    to: { readonly events: EventBus; readonly clock: Clock },
  ) {
    this.#runId = runId;
    this.#record = record;
    this.#events = to.events;
    this.#clock = to.clock;
  }

  add(key: string, value: number, step: number): void {
    this.#points.push({ key, value, step, at: this.#clock.now() });
    this.#timer ??= setTimeout(() => this.#feed(), feedMs);
  }

  /** Resolves when all is recorded; throws what the recorder threw. */
  async drain(): Promise<void> {
    this.#feed();
    await this.#recording;
  }

  #feed(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#points.length === 0) return;
    const points = this.#points;
    this.#points = [];
    this.#events.signal({ topic: "metric", subject: this.#runId, data: { runId: this.#runId, points } });
    this.#recording = this.#recording.then(() => this.#record(points));
    this.#recording.catch(() => undefined);
  }
}
