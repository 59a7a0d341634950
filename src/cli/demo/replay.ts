import type { Client } from "../../client/client.ts";
import type { ColumnBatch } from "../../ports/table-engine.ts";

/** Rows of one request; many small ones cost HTTP, few large ones hold the event loop. */
const rowsPerRequest = 1_000;
/** Requests under way at once. */
const inFlight = 4;
/** The truth of a flight is known about this many flights later. */
const labelLag = 10_000;

export interface Flight {
  readonly date: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

interface Answered {
  readonly id: string;
  readonly label: number;
}

/**
 * Plays flights as live traffic over HTTP in their order, and sends what became of them when it is known,
 * as another system would: batches of rows in, predictions out, labels by prediction id later.
 */
export class Replay {
  readonly #client: Client;
  readonly #deployment: string;
  readonly #waiting: Answered[] = [];
  readonly #sent = new Set<Promise<void>>();
  #refused: Error | undefined;
  readonly versions = new Set<number>();

  constructor(client: Client, deployment: string) {
    this.#client = client;
    this.#deployment = deployment;
  }

  /** A batch with the columns date, distance, origin, destination, late. */
  async play(batch: ColumnBatch): Promise<void> {
    for (let from = 0; from < batch.rows; from += rowsPerRequest) {
      const to = Math.min(batch.rows, from + rowsPerRequest);
      const { rows, labels } = flightsOf(batch, from, to);
      this.#send(this.#ask(rows, labels));
      if (this.#sent.size >= inFlight) await Promise.race(this.#sent);
      this.#throwIfRefused();
    }
    if (this.#waiting.length > 2 * labelLag) await this.#label(this.#waiting.length - labelLag);
  }

  /** Waits for the last answers and sends the labels that are left. */
  async finish(): Promise<void> {
    await Promise.all(this.#sent);
    this.#throwIfRefused();
    await this.#label(this.#waiting.length);
  }

  /** Remembers a request until it is answered; a refusal is thrown to whoever plays on. */
  #send(request: Promise<void>): void {
    const ended = request
      .catch((error: unknown) => {
        this.#refused ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.#sent.delete(ended));
    this.#sent.add(ended);
  }

  #throwIfRefused(): void {
    if (this.#refused !== undefined) throw this.#refused;
  }

  async #ask(rows: readonly Flight[], labels: readonly number[]): Promise<void> {
    const answer = await this.#client.deployments.predict({
      params: { name: this.#deployment },
      body: { rows: rows as unknown as Record<string, string | number>[] },
    });
    answer.predictions.forEach(({ id, version }, at) => {
      this.versions.add(version);
      this.#waiting.push({ id, label: labels[at] ?? 0 });
    });
  }

  async #label(count: number): Promise<void> {
    const known = this.#waiting.splice(0, count);
    for (let from = 0; from < known.length; from += labelLag) {
      const labels = known.slice(from, from + labelLag);
      await this.#client.predictions.label({ params: { name: this.#deployment }, body: { labels } });
    }
  }
}

function flightsOf(batch: ColumnBatch, from: number, to: number): { rows: Flight[]; labels: number[] } {
  const [date, distance, origin, destination, late] = batch.columns as [
    Float64Array,
    Float64Array,
    readonly string[],
    readonly string[],
    Float64Array,
  ];
  const rows: Flight[] = [];
  const labels: number[] = [];
  for (let at = from; at < to; at++) {
    rows.push({
      date: date[at] as number,
      distance: distance[at] as number,
      origin: origin[at] as string,
      destination: destination[at] as string,
    });
    labels.push(late[at] as number);
  }
  return { rows, labels };
}
