import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { deploymentFolder } from "./deployment-folder.ts";
import type { Label } from "./label-frames.ts";
import { type HandedOut, type KeptLabel, LabelLog, leftLogs, readLog, removeLog } from "./label-log.ts";
import type { LabelSegmentRow, PredictionStore } from "./prediction-store.ts";
import { filesSql } from "./window-sql.ts";

/** Labels after which the log is turned into a Parquet segment, whatever the time. */
const segmentLabels = 100_000;
/** Labels without a prediction in the log that are taken at most: they may come before their prediction. */
const mostUnknown = 1_000_000;
const columns = ["id", "label", "labelled_at", "seq"];
const types = ["VARCHAR", "DOUBLE", "BIGINT", "BIGINT"];

export interface BookDeps {
  readonly store: PredictionStore;
  readonly tables: TableEngine;
  readonly clock: Clock;
  readonly dir: string;
  /** Answered rows of the deployment that the log has taken since the start. */
  readonly taken: () => number;
  /** Told when labels have come into a segment, where queries find them. */
  readonly sealed: () => void;
}

/**
 * The labels of one deployment: first in a log, which makes them durable, then in Parquet segments, which
 * queries read. Of several labels of one id the last counts.
 */
export class LabelBook {
  readonly deployment: string;
  readonly #deps: BookDeps;
  readonly #log: LabelLog;
  /** Those in segments when the book was opened, less those of them that `taken` counts again. */
  readonly #predictionsBefore: number;
  /** Label rows in segments; of an id with several labels each counts, until they are counted anew. */
  #labels: number;
  /** How many segments were written, and how many of them when labels were last counted by id. */
  #seals = 0;
  #countedAt = -1;
  /** Handed out by the log, not yet in a segment. */
  #sealing: HandedOut | null = null;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    deployment: string,
    deps: BookDeps,
    counts: { readonly predictions: number; readonly labels: number; readonly lastSeq: number },
  ) {
    this.deployment = deployment;
    this.#deps = deps;
    this.#predictionsBefore = counts.predictions - deps.taken();
    this.#labels = counts.labels;
    this.#log = new LabelLog(join(deps.dir, deployment), counts.lastSeq);
  }

  /** Opens the book; what a crash left in logs becomes a segment first. */
  static async open(deployment: string, deps: BookDeps): Promise<LabelBook> {
    const dir = await deploymentFolder(deps.dir, deployment);
    // The logs first: one that is gone by now is counted then, and its number not used again.
    const left = await leftLogs(dir);
    const counts = await deps.store.rowCounts(deployment);
    const labels = new Map<string, KeptLabel>();
    for (const log of left) {
      if (log.seq <= counts.lastSeq) continue;
      for (const frame of await readLog(log)) {
        for (const { id, label } of frame.labels) labels.set(id, { label, at: frame.at });
      }
    }
    const lastSeq = Math.max(counts.lastSeq, ...left.map(({ seq }) => seq));
    const book = new LabelBook(deployment, deps, { ...counts, lastSeq });
    if (labels.size > 0) book.#sealing = { seq: lastSeq, labels };
    else for (const log of left) await removeLog(log);
    await book.seal();
    return book;
  }

  /** Labels that no segment holds yet. */
  get waiting(): number {
    return this.#log.kept.size + (this.#sealing?.labels.size ?? 0);
  }

  find(id: string): KeptLabel | undefined {
    return this.#log.kept.get(id) ?? this.#sealing?.labels.get(id);
  }

  /** Resolves when the labels are on the disk. */
  async add(labels: readonly Label[]): Promise<void> {
    if (this.#unknown(labels.length) > mostUnknown) await this.#inTurn(() => this.#countIds());
    const unknown = this.#unknown(labels.length);
    if (unknown > mostUnknown) {
      throw fail("predictions/too-many-labels", { waiting: unknown, deployment: this.deployment });
    }
    await this.#log.append({ at: this.#deps.clock.now(), labels });
    // They are on the disk: a segment that cannot be written now is no reason to ask for them again.
    if (this.#log.kept.size >= segmentLabels && this.#sealing === null) await this.seal().catch(() => 0);
  }

  /** Turns what the log holds into a segment. Resolves with the labels sealed; a throw leaves them in the log. */
  seal(): Promise<number> {
    return this.#inTurn(() => this.#seal());
  }

  /** What could not be written the last time, and what has come since. */
  async #seal(): Promise<number> {
    const before = await this.#writeSealing();
    this.#sealing = await this.#log.rotate();
    return before + (await this.#writeSealing());
  }

  async #writeSealing(): Promise<number> {
    if (this.#sealing === null) return 0;
    const { seq, labels } = this.#sealing;
    await this.#write(seq, labels);
    this.#labels += labels.size;
    this.#seals++;
    this.#sealing = null;
    const logs = await leftLogs(join(this.#deps.dir, this.deployment));
    for (const log of logs) if (log.seq <= seq) await removeLog(log);
    this.#deps.sealed();
    return labels.size;
  }

  /** How many labels have no prediction, with `more` of them; too many where ids were labelled again. */
  #unknown(more: number): number {
    return this.#labels + this.waiting + more - this.#predictionsBefore - this.#deps.taken();
  }

  /** Reads every label's id, so it is done only once there are new ones. */
  async #countIds(): Promise<void> {
    await this.#seal();
    if (this.#countedAt === this.#seals) return;
    const paths = (await this.#deps.store.labelSegments(this.deployment)).map(({ path }) => path);
    if (paths.length === 0) return;
    const [counted] = await this.#deps.tables.rows(
      `SELECT count(DISTINCT id) AS ids FROM ${filesSql(this.#deps.dir, paths)}`,
    );
    this.#labels = Number(counted?.["ids"]);
    this.#countedAt = this.#seals;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async #write(seq: number, labels: ReadonlyMap<string, KeptLabel>): Promise<void> {
    const { deployment } = this;
    const ids = [...labels.keys()];
    const kept = [...labels.values()];
    // A name of its own: of two processes that find the same logs after a crash, neither is in the other's way.
    const path = `${deployment}/l-${seq}-${randomBytes(4).toString("hex")}.parquet`;
    const batch = {
      names: columns,
      columns: [
        ids,
        Float64Array.from(kept, ({ label }) => label),
        Float64Array.from(kept, ({ at }) => at),
        new Float64Array(ids.length).fill(seq),
      ],
      rows: ids.length,
    };
    await this.#deps.tables.writeColumns(batch, types, join(this.#deps.dir, path));
    const { min, max } = rangeOf(ids);
    const row: LabelSegmentRow = {
      path,
      deployment,
      seq,
      rows: ids.length,
      min_id: min,
      max_id: max,
      created_at: this.#deps.clock.now(),
      replaced_at: null,
    };
    await this.#deps.store.write(async (tx) => {
      await tx.db.insertInto("label_segments").values(row).execute();
      tx.emit("prediction.labels-received", deployment, { deployment, rows: ids.length });
    });
  }
}

function rangeOf(ids: readonly string[]): { min: string; max: string } {
  const range = { min: ids[0] ?? "", max: ids[0] ?? "" };
  for (const id of ids) {
    if (id < range.min) range.min = id;
    if (id > range.max) range.max = id;
  }
  return range;
}
