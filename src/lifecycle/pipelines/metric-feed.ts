import type { Clock } from "../../kernel/clock.ts";

type Point = { key: string; value: number; step: number; at: number };

const feedMs = 250;

/** Live metrics of one attempt: recorded in batches, one batch after the other; their station tells of them. */
export class MetricFeed {
  readonly #record: (points: readonly Point[]) => Promise<void>;
  readonly #clock: Clock;
  #points: Point[] = [];
  #timer: NodeJS.Timeout | undefined;
  #recording: Promise<void> = Promise.resolve();

  constructor(record: (points: readonly Point[]) => Promise<void>, clock: Clock) {
    this.#record = record;
    this.#clock = clock;
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
    this.#recording = this.#recording.then(() => this.#record(points));
    this.#recording.catch(() => undefined);
  }
}
