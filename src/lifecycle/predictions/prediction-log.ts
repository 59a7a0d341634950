import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import { asPrumoError } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { AnsweredBatch } from "../deployments/index.ts";
import { deploymentFolder } from "./deployment-folder.ts";
import { insertSegment, type PredictionStore, segmentRow } from "./prediction-store.ts";
import { SegmentBuffer } from "./segment-buffer.ts";
import { columnsOf, schemaOf, type SegmentSchema } from "./segment-schema.ts";

/** Rows after which a segment is written, whatever the time. */
const segmentRows = 100_000;
/** Rows not yet written above which batches have to wait. */
const slowFromRows = 150_000;
/** Rows not yet written above which rows are not logged: counted, and told. */
const mostRows = 400_000;

export interface LogDeps {
  readonly store: PredictionStore;
  readonly tables: TableEngine;
  readonly clock: Clock;
  readonly dir: string;
  readonly warn: (text: string) => void;
}

/**
 * Takes answered batches into memory by column and writes them as Parquet segments, one at a time. Never in
 * the way of an answer: when the disk cannot follow, batches wait, then new rows go unlogged, counted in
 * `dropped`. What is in memory when the process is killed is lost: two seconds' worth at most.
 */
export class PredictionLog {
  dropped = 0;
  readonly #deps: LogDeps;
  readonly #schemas = new WeakMap<object, SegmentSchema>();
  #buffers = new Map<string, SegmentBuffer>();
  /** Taken out to be written; kept until they are. */
  #writing: SegmentBuffer[] = [];
  #buffered = 0;
  #toldDropped = 0;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  readonly #logged = new Map<string, number>();
  readonly #told = new Map<string, number>();

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** Rows in memory. */
  get waiting(): number {
    return this.#buffered;
  }

  /** Answered rows of a deployment that were taken since the start. */
  taken(deployment: string): number {
    return this.#logged.get(deployment) ?? 0;
  }

  /** Rows by deployment since the last call. */
  takenSince(): [deployment: string, rows: number][] {
    const since = [...this.#logged].map(([deployment, rows]): [string, number] => [
      deployment,
      rows - (this.#told.get(deployment) ?? 0),
    ]);
    for (const [deployment, rows] of this.#logged) this.#told.set(deployment, rows);
    return since.filter(([, rows]) => rows > 0);
  }

  /** Never throws; a promise means that the disk cannot follow and resolves when there is room again. */
  log(batch: AnsweredBatch): Promise<void> | undefined {
    if (this.#buffered + batch.rows.length > mostRows) {
      this.dropped += batch.rows.length;
      return this.#running;
    }
    for (const group of batch.groups) {
      const schema = this.#schemaOf(group.signature);
      const key = `${batch.deployment} ${schema.id}`;
      let buffer = this.#buffers.get(key);
      if (buffer === undefined) {
        buffer = new SegmentBuffer(batch.deployment, schema);
        this.#buffers.set(key, buffer);
      }
      buffer.add(batch, group);
      this.#buffered += group.scored.length;
    }
    this.#logged.set(batch.deployment, this.taken(batch.deployment) + batch.rows.length);
    if (this.#buffered >= segmentRows && this.#running === undefined) void this.flush();
    return this.#buffered > slowFromRows ? this.#running : undefined;
  }

  /**
   * Resolves when all that was taken before the call is in segments, or could not be written this time. One
   * flush runs, at most one more waits for it.
   */
  flush(): Promise<void> {
    if (this.#buffered === 0 && this.#running === undefined) return Promise.resolve();
    if (this.#running === undefined) return this.#run();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#run();
    });
    return this.#next;
  }

  #run(): Promise<void> {
    this.#running = this.#write().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #write(): Promise<void> {
    this.#writing.push(...this.#buffers.values());
    this.#buffers = new Map();
    while (this.#writing[0] !== undefined) {
      const [buffer] = this.#writing;
      try {
        await this.#writeSegment(buffer);
      } catch (error) {
        const { message, repair } = asPrumoError(error);
        this.#deps.warn(
          `predictions: ${this.#buffered} rows wait, as a segment could not be written: ${message} ${repair}`,
        );
        break;
      }
      this.#writing.shift();
      this.#buffered -= buffer.rows;
    }
    if (this.dropped === this.#toldDropped) return;
    this.#deps.warn(`predictions: ${this.dropped - this.#toldDropped} answered rows were not logged`);
    this.#toldDropped = this.dropped;
  }

  async #writeSegment(buffer: SegmentBuffer): Promise<void> {
    const { store, tables, clock, dir } = this.#deps;
    const { deployment, schema, rows } = buffer;
    const at = clock.now();
    const path = `${deployment}/p-${at}-${randomBytes(4).toString("hex")}.parquet`;
    await deploymentFolder(dir, deployment);
    const { bytes } = await tables.writeColumns(buffer.batch(), columnsOf(schema).types, join(dir, path));
    const row = segmentRow({ path, deployment, schema }, buffer.range(), bytes, at);
    await store.write(async (tx) => {
      await insertSegment(tx, row, schema);
      tx.emit("prediction.segment-written", deployment, { deployment, rows });
    });
  }

  #schemaOf(signature: AnsweredBatch["groups"][number]["signature"]): SegmentSchema {
    const known = this.#schemas.get(signature);
    if (known !== undefined) return known;
    const schema = schemaOf(signature);
    this.#schemas.set(signature, schema);
    return schema;
  }
}
