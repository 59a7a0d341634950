import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../kernel/clock.ts";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Answer, AnsweredBatch, AnsweredGroup, Listener } from "./answers.ts";
import type { Comparison } from "./comparison.ts";
import type { PredictionIds } from "./prediction-ids.ts";
import type { Lease, RawRow, Scored } from "./served-model.ts";

/** Rows that are scored before the event loop gets a turn. */
const chunkRows = 2_000;
/** Real rows kept to warm up the next candidate. */
const rowsKept = 32;

/** How a caller wants to be answered. */
export interface Wanted {
  /** Rows of one request are answered by one variant. */
  readonly requestId?: string | undefined;
  /** Only by this version. */
  readonly version?: number | undefined;
}

/** Rows that were scored together and are about to be answered. */
interface Chunk extends Pick<AnsweredBatch, "rows" | "ids" | "groups"> {
  readonly answers: Answer[];
  /** Of the rollout under way. */
  readonly comparison: Comparison | null;
}

/**
 * The hot path of one deployment: from raw rows to answers, with nothing stored on the way. During a rollout
 * both versions score every row; who answers a row is decided by its unit, and the live version answers
 * where the candidate fails.
 */
export class Endpoint {
  readonly name: string;
  live: Lease | null = null;
  /** Why there is no live model although there should be one. */
  trouble: PrumoError | null = null;
  rollout: { readonly candidate: Lease; readonly comparison: Comparison } | null = null;
  answered = 0;
  errors = 0;
  hasNews = false;
  recentRows: readonly RawRow[] = [];
  readonly #clock: Clock;
  readonly #ids: PredictionIds;
  readonly #listener: Listener;

  constructor(name: string, clock: Clock, ids: PredictionIds, listener: Listener) {
    this.name = name;
    this.#clock = clock;
    this.#ids = ids;
    this.#listener = listener;
  }

  async predict(rows: readonly RawRow[], wanted: Wanted): Promise<Answer[]> {
    if (rows.length <= chunkRows) return this.#answer(await this.#score(rows, 0, wanted));
    const chunks: Chunk[] = [];
    for (let from = 0; from < rows.length; from += chunkRows) {
      if (from > 0) await turn();
      chunks.push(await this.#score(rows.slice(from, from + chunkRows), from, wanted));
    }
    const answers: Answer[] = [];
    for (const chunk of chunks) for (const answer of await this.#answer(chunk)) answers.push(answer);
    return answers;
  }

  /** Counts and tells what was scored, once all rows of the request were: of a refused one nothing was answered. */
  #answer({ comparison, answers, ...batch }: Chunk): Answer[] | Promise<Answer[]> {
    const { rows } = batch;
    this.answered += rows.length;
    this.hasNews = true;
    this.recentRows = rows.length > rowsKept ? rows.slice(0, rowsKept) : rows;
    if (comparison !== null) {
      for (const { role, scored } of batch.groups) {
        if (role === "candidate") comparison.candidate.answered += scored.length;
        else if (role === "live") comparison.baseline.answered += scored.length;
      }
    }
    const pressure = this.#listener({ ...batch, deployment: this.name, answeredAt: this.#clock.now() });
    // Only batches are slowed when the log cannot follow; a single answer never is.
    return pressure === undefined || rows.length === 1 ? answers : pressure.then(() => answers);
  }

  async #score(rows: readonly RawRow[], from: number, wanted: Wanted): Promise<Chunk> {
    const { live, rollout } = this;
    if (live === null) throw this.trouble ?? fail("deployments/empty", { deployment: this.name });
    if (wanted.version !== undefined) this.#refuseUnknown(wanted.version, live);
    const startedAt = this.#clock.monotonic();
    let scored: readonly Scored[];
    try {
      scored = await live.score(rows);
    } catch (error) {
      throw await this.#refused(error, live, rows, from);
    }
    const ms = this.#clock.monotonic() - startedAt;
    const ids = this.#ids.take(rows.length);
    if (rollout === null) return alone(live, rows, ids, scored);
    return this.#compared(live, rollout, { rows, ids, scored, ms, wanted });
  }

  async #compared(
    live: Lease,
    { candidate, comparison }: NonNullable<Endpoint["rollout"]>,
    asked: {
      readonly rows: readonly RawRow[];
      readonly ids: readonly string[];
      readonly scored: readonly Scored[];
      readonly ms: number;
      readonly wanted: Wanted;
    },
  ): Promise<Chunk> {
    const { rows, ids, scored, wanted } = asked;
    const isPinned = wanted.version === undefined ? undefined : wanted.version === candidate.model.version;
    comparison.baseline.count(rows.length, 0, asked.ms);
    const startedAt = this.#clock.monotonic();
    const rival = await scoreEach(candidate, rows);
    const failures = rival.filter((one) => one === null).length;
    comparison.candidate.count(rows.length, failures, this.#clock.monotonic() - startedAt);
    // Who asked for the candidate alone is not to get another version's answer for it.
    if (isPinned === true && failures > 0) throw this.#failed(rows, candidate, rival.indexOf(null));

    const groups = {
      live: emptyGroup(live, "live"),
      candidate: emptyGroup(candidate, "candidate"),
      shadow: emptyGroup(candidate, "shadow"),
      shadowLive: emptyGroup(live, "shadow"),
    };
    const answers = rows.map((_, i) => {
      const [id, mine, theirs] = [ids[i] as string, scored[i] as Scored, rival[i] as Scored | null];
      const isCandidates = theirs !== null && (isPinned ?? comparison.isForCandidate(wanted.requestId ?? id));
      put(isCandidates ? groups.shadowLive : groups.live, i, mine);
      if (theirs !== null) put(isCandidates ? groups.candidate : groups.shadow, i, theirs);
      return isCandidates ? answerOf(candidate, id, theirs) : answerOf(live, id, mine);
    });
    const filled = Object.values(groups).filter((group) => group.scored.length > 0);
    return { rows, ids, groups: filled, answers, comparison };
  }

  #failed(rows: readonly RawRow[], { model }: Lease, row: number): PrumoError {
    this.errors += rows.length;
    this.hasNews = true;
    const reason = `version ${model.version}, which was asked for, cannot score row ${row} of ${rows.length}`;
    return fail("deployments/model-failed", { deployment: this.name, reason });
  }

  /** A version may be asked for by number while it answers anyone at all. */
  #refuseUnknown(version: number, live: Lease): void {
    const { rollout } = this;
    const answering = [live.model.version];
    if (rollout !== null && rollout.comparison.weight > 0) answering.push(rollout.candidate.model.version);
    if (answering.includes(version)) return;
    throw fail("deployments/unknown-version", { deployment: this.name, version, known: answering });
  }

  /** The error of a chunk: bad input is the caller's, and of many rows it says which one it was. */
  async #refused(error: unknown, live: Lease, rows: readonly RawRow[], from: number): Promise<PrumoError> {
    this.errors += rows.length;
    this.hasNews = true;
    if (error instanceof PrumoError && error.code === "predictions/bad-input") {
      return rows.length === 1 && from === 0
        ? error
        : asBadRow(error, from + (await firstBadRow(live, rows)));
    }
    if (this.rollout !== null) this.rollout.comparison.baseline.count(rows.length, rows.length, null);
    const reason = error instanceof Error ? error.message : String(error);
    return fail("deployments/model-failed", { deployment: this.name, reason }, error);
  }
}

async function firstBadRow(lease: Lease, rows: readonly RawRow[]): Promise<number> {
  for (const [i, row] of rows.entries()) {
    const isGood = await lease.score([row]).then(
      () => true,
      () => false,
    );
    if (!isGood) return i;
  }
  return 0;
}

function asBadRow({ details }: PrumoError, row: number): PrumoError {
  const { column, found, expected } = details;
  return fail("predictions/bad-row", { row, column, found, expected });
}

function alone(
  live: Lease,
  rows: readonly RawRow[],
  ids: readonly string[],
  scored: readonly Scored[],
): Chunk {
  const { versionId, signature } = live.model;
  const group: AnsweredGroup = { modelVersionId: versionId, signature, role: "live", at: null, scored };
  const answers = scored.map((one, i) => answerOf(live, ids[i] as string, one));
  return { rows, ids, groups: [group], answers, comparison: null };
}

function answerOf(by: Lease, id: string, scored: Scored): Answer {
  const { score, predicted, probabilities } = scored;
  const { version } = by.model;
  return probabilities === undefined
    ? { id, score, predicted, version }
    : { id, score, predicted, probabilities, version };
}

/** Scores all rows, or, when that fails, each by itself, so that one bad row counts as one. */
async function scoreEach(lease: Lease, rows: readonly RawRow[]): Promise<readonly (Scored | null)[]> {
  try {
    return await lease.score(rows);
  } catch {
    if (rows.length === 1) return [null];
    const scored: (Scored | null)[] = [];
    for (const row of rows) scored.push(...(await scoreEach(lease, [row])));
    return scored;
  }
}

type FillingGroup = AnsweredGroup & { readonly at: number[]; readonly scored: Scored[] };

function emptyGroup(by: Lease, role: AnsweredGroup["role"]): FillingGroup {
  return { modelVersionId: by.model.versionId, signature: by.model.signature, role, at: [], scored: [] };
}

function put(into: FillingGroup, row: number, scored: Scored): void {
  into.at.push(row);
  into.scored.push(scored);
}
