import { nameSchema } from "../../contract/names.ts";
import type { Prediction } from "../../contract/records/deployments.ts";
import type { PairedLosses } from "../../engines/rollout/verdict.ts";
import type { Clock } from "../../kernel/clock.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { AnsweredBatch, Deployments } from "../deployments/index.ts";
import { LabelBook } from "./label-book.ts";
import type { Label } from "./label-frames.ts";
import { pairedLosses } from "./losses.ts";
import { mergeSegments } from "./merge-segments.ts";
import { PredictionLog } from "./prediction-log.ts";
import {
  answeredRoles,
  findPrediction,
  labelsFor,
  listPredictions,
  type ListQuery,
  type ReaderDeps,
} from "./prediction-reader.ts";
import { PredictionStore, predictionsMigrations } from "./prediction-store.ts";
import { sweep } from "./sweep.ts";
import { Volume, type VolumeBin } from "./volume.ts";
import { joinedSql, rowsSql } from "./window-sql.ts";

export { predictionsMigrations } from "./prediction-store.ts";
export type { Label } from "./label-frames.ts";
export type { ListQuery } from "./prediction-reader.ts";
export type { VolumeBin } from "./volume.ts";

const tickMs = 1_000;
const mergeEveryTicks = 30;

export interface PredictionsDeps {
  readonly meta: MetaStore;
  readonly tables: TableEngine;
  readonly clock: Clock;
  /** `.prumo/predictions` */
  readonly dir: string;
  /** With these the two stations are wired as `connectPredictions` does it. */
  readonly deployments?: Deployments;
  /** Told once a second how many rows each deployment has answered (signal `traffic`). */
  readonly events?: EventBus;
  /** Told what went wrong in the background. Default: a line on stderr. */
  readonly warn?: (text: string) => void;
}

export interface Window {
  /** Event time, half open, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Default: answered rows only (live and candidate). */
  readonly roles?: readonly Prediction["role"][];
}

export interface Predictions extends AsyncDisposable {
  /** Takes an answered batch into memory; a promise says that the disk cannot follow. Never throws. */
  log(batch: AnsweredBatch): Promise<void> | undefined;
  /**
   * The truth of earlier predictions, by id; durable when it resolves. Of several labels of one id the last
   * counts. Ids that are not in the log yet are taken. Answers how many were accepted: all, or it throws.
   */
  label(deployment: string, labels: readonly Label[]): Promise<number>;
  /**
   * A query of the rows of a window, joined with every label that was acknowledged before the call. Columns:
   * id, at, answered_at (epoch ms), model_version_id, role, score, predicted, schema, label, labelled_at (null
   * while unknown) and one `in:<name>` a raw input (timestamps as epoch ms). `rows`: how many rows it has.
   */
  windowSql(deployment: string, window: Window): Promise<{ readonly sql: string; readonly rows: number }>;
  /** Newest first. What was answered within the last second may be missing. */
  list(query: ListQuery): Promise<{ items: Prediction[]; next: string | null }>;
  find(id: string): Promise<Prediction>;
  volume(query: { readonly deployment?: string | undefined; readonly bins: number }): Promise<VolumeBin[]>;
  /** Losses of two versions on the labelled rows which both have scored since then; null when there are none. */
  losses(
    deployment: string,
    of: { readonly baseline: string; readonly candidate: string; readonly since: number },
  ): Promise<PairedLosses | null>;
  /** Called with the deployment when new labels can be queried. */
  onLabelled(listener: (deployment: string) => Promise<void>): void;
  /** Writes what is in memory; resolves when it can be queried. */
  flush(): Promise<void>;
  /** Rows answered but not logged, as the disk could not follow, and rows in memory. */
  stats(): { readonly dropped: number; readonly waiting: number };
}

/** Opens the log; what a crash left behind is taken over or removed. */
export async function openPredictions(deps: PredictionsDeps): Promise<Predictions> {
  await deps.meta.migrate(predictionsMigrations);
  const station = new OpenPredictions(deps);
  await station.open();
  if (deps.deployments !== undefined) connectPredictions(deps.deployments, station);
  return station;
}

/** Wires the two stations: answers go to the log, losses on labelled rows come back to a rollout. */
export function connectPredictions(deployments: Deployments, predictions: Predictions): void {
  deployments.onAnswered((batch) => predictions.log(batch));
  predictions.onLabelled(async (deployment) => {
    const comparing = deployments.comparing(deployment);
    if (comparing === null) return;
    const losses = await predictions.losses(deployment, comparing);
    if (losses !== null) await deployments.recordLabelled(deployment, comparing.candidate, losses);
  });
}

class OpenPredictions implements Predictions {
  readonly #deps: PredictionsDeps;
  readonly #store: PredictionStore;
  readonly #log: PredictionLog;
  readonly #books = new Map<string, Promise<LabelBook>>();
  readonly #opened = new Map<string, LabelBook>();
  readonly #reader: ReaderDeps;
  readonly #volume: Volume;
  readonly #listeners: ((deployment: string) => Promise<void>)[] = [];
  readonly #warn: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #ticks = 0;

  constructor(deps: PredictionsDeps) {
    const warn = deps.warn ?? ((text) => void process.stderr.write(`${text}\n`));
    this.#deps = deps;
    this.#store = new PredictionStore(deps.meta);
    this.#log = new PredictionLog({ ...deps, store: this.#store, warn });
    const { tables, dir } = deps;
    const freshLabel = (deployment: string, id: string) => this.#opened.get(deployment)?.find(id);
    this.#reader = { store: this.#store, tables, dir, freshLabel };
    this.#volume = new Volume(this.#reader, deps.clock);
    this.#warn = (error) => warn(`predictions: ${asPrumoError(error).message}`);
  }

  async open(): Promise<void> {
    for (const deployment of await sweep(this.#deps.dir, this.#store)) await this.#book(deployment);
    this.#timer = setInterval(() => {
      this.#ticking ??= this.#tick()
        .catch(this.#warn)
        .finally(() => {
          this.#ticking = undefined;
        });
    }, tickMs).unref();
  }

  log(batch: AnsweredBatch): Promise<void> | undefined {
    return this.#log.log(batch);
  }

  async label(deployment: string, labels: readonly Label[]): Promise<number> {
    for (const [index, { id, label }] of labels.entries()) {
      if (typeof id !== "string" || !/^prd_[0-9a-v]{1,59}$/.test(id))
        throw badLabel(index, "its id is no prediction id");
      if (!Number.isFinite(label)) throw badLabel(index, "its label is no finite number");
    }
    if (labels.length === 0) return 0;
    const book = await this.#book(deployment);
    await book.add(labels);
    return labels.length;
  }

  async windowSql(deployment: string, { from, to, roles = answeredRoles }: Window) {
    await this.flush();
    // Also when nothing waits: labels on their way into a segment must arrive there first.
    await this.#opened.get(deployment)?.seal();
    const segments = await this.#store.segments({ deployment, from, to });
    const labels = await labelsFor(this.#store, segments);
    const { tables, dir } = this.#deps;
    const rows = { from, to, roles };
    const [counted] = await tables.rows(`SELECT count(*) AS n FROM (${rowsSql(dir, segments, rows)})`);
    return { sql: joinedSql(dir, segments, labels, rows), rows: Number(counted?.["n"] ?? 0) };
  }

  list(query: ListQuery) {
    return listPredictions(this.#reader, query);
  }

  async find(id: string): Promise<Prediction> {
    await this.flush();
    return findPrediction(this.#reader, id);
  }

  volume({ deployment, bins }: { readonly deployment?: string | undefined; readonly bins: number }) {
    return this.#volume.bins(deployment, bins);
  }

  async losses(
    deployment: string,
    { baseline, candidate, since }: { baseline: string; candidate: string; since: number },
  ) {
    const all = await this.#store.segments({ deployment });
    const of = (version: string) => all.filter(({ versions }) => versions.includes(`"${version}"`));
    const candidates = of(candidate);
    const oldest = candidates.reduce((least, { min_id }) => (min_id < least ? min_id : least), "~");
    const segments = [...new Set([...of(baseline).filter(({ max_id }) => max_id >= oldest), ...candidates])];
    const schema = (await this.#store.schemas()).get(candidates[0]?.schema_id ?? "");
    if (schema === undefined) return null;
    const labels = await labelsFor(this.#store, candidates);
    const { tables, dir } = this.#deps;
    return pairedLosses(tables, dir, { segments, labels, baseline, candidate, since, schema });
  }

  onLabelled(listener: (deployment: string) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  async flush(): Promise<void> {
    await this.#log.flush();
  }

  stats() {
    return { dropped: this.#log.dropped, waiting: this.#log.waiting };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
    await this.#log.flush();
    for (const book of this.#opened.values()) await book.seal();
  }

  #book(deployment: string): Promise<LabelBook> {
    const known = this.#books.get(deployment);
    if (known !== undefined) return known;
    if (!nameSchema.safeParse(deployment).success)
      throw fail("deployments/unknown", { deployment, known: [] });
    const opening = LabelBook.open(deployment, {
      ...this.#deps,
      store: this.#store,
      taken: () => this.#log.taken(deployment),
      sealed: () => this.#tell(deployment),
    });
    this.#books.set(deployment, opening);
    opening.then(
      (book) => this.#opened.set(deployment, book),
      () => this.#books.delete(deployment),
    );
    return opening;
  }

  #tell(deployment: string): void {
    for (const listener of this.#listeners) listener(deployment).catch(this.#warn);
  }

  /** How many rows were answered since the last tick. */
  #signalTraffic(): void {
    const at = this.#deps.clock.now();
    for (const [deployment, rows] of this.#log.takenSince()) {
      this.#deps.events?.signal({ topic: "traffic", subject: deployment, data: { rows, at } });
    }
  }

  async #tick(): Promise<void> {
    this.#signalTraffic();
    await this.#log.flush();
    for (const [deployment, book] of this.#opened) {
      await book.seal().catch(this.#warn);
      // What came in before a crash was perhaps told to nobody.
      if (this.#ticks === 0) this.#tell(deployment);
    }
    if (++this.#ticks % mergeEveryTicks === 0) {
      await mergeSegments({ ...this.#deps, store: this.#store });
    }
  }
}

function badLabel(index: number, problem: string) {
  return fail("predictions/bad-label", {
    index,
    problem,
    expected: '{"id": "prd_…", "label": 0 or 1, a class index, or a value}',
  });
}
