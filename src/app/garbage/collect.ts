import { setImmediate as nextTurn } from "node:timers/promises";
import type { CollectGarbage, GarbageReport, GarbageState } from "../../contract/http/garbage.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { RemovalRules } from "../../lifecycle/experiments/index.ts";
import type { BlobCollector, StoredBlob } from "../../ports/blob-store.ts";
import { DigestSet } from "./digest-set.ts";
import { type Leaving, type References, type Referring, references } from "./references.ts";
import { Tally } from "./report.ts";

export interface GarbageHouse extends Referring {
  readonly clock: Clock;
  readonly blobs: BlobCollector;
}

export interface Watch {
  readonly signal: AbortSignal;
  readonly progress: (phase: GarbageState["phase"], done: number, of: number | null) => void;
}

/** Uploads without news for so long are abandoned, and half written files are what a crash has left. */
const abandonedMs = 24 * 60 * 60 * 1_000;
/** A step's blobs are safe from before its start on record, should the clock be set back a little. */
const marginMs = 60 * 1_000;

/**
 * Collects garbage: records that were deleted, then bytes that nobody refers to. Each transaction and each file stand
 * alone, so that it can be broken off anywhere and done again. Why nothing is lost that somebody is about to name
 * is told in docs/decisions/0011-garbage.md.
 */
export async function collectGarbage(
  house: GarbageHouse,
  asked: CollectGarbage,
  watch: Watch,
): Promise<GarbageReport> {
  const { experiments, models, pipelines, clock, blobs } = house;
  const now = clock.now();
  const rules: RemovalRules = {
    deletedBefore: asked.olderThanMs === 0 ? now + 1 : now - asked.olderThanMs,
    uploadsBefore: now - abandonedMs,
    packagesBefore: blobs.settledBefore(asked.graceMs),
    underWay: (await pipelines.underWay()).runIds,
    needed: (db) => models.neededArtifacts(db),
  };
  const tally = new Tally();
  const due = await experiments.removal.due(rules);
  const told = { experiments: due.experiments.map(({ name }) => name), neededRuns: due.needed };
  if (asked.dryRun) {
    let artifacts = 0;
    const before = await settled(house, asked.graceMs);
    const refers = await mark(references(house), watch, { due, rules }, (sha256, path) => {
      if (path !== null) artifacts++;
      tally.leaves(sha256, path);
    });
    await judgeBlobs(blobs, refers, before, tally, watch, ({ bytes }) => bytes);
    await judgeLeftovers(blobs, now, tally, async () => {});
    const { runs, loggedModels, uploads } = due;
    const counts = { runs: runs.length, loggedModels: loggedModels.length, uploads: uploads.length };
    return { isDryRun: true, ...told, ...counts, points: null, artifacts, ...tally.sums() };
  }
  const removed = { experiments: [] as string[], runs: 0, loggedModels: 0, uploads: 0 };
  for await (const sum of experiments.removal.remove(due, rules)) {
    Object.assign(removed, sum);
    watch.progress("runs", sum.runs + sum.experiments.length, due.runs.length + due.experiments.length);
    watch.signal.throwIfAborted();
  }
  const swept = { points: 0, artifacts: 0 };
  for await (const { points, artifacts, files } of experiments.removal.sweep(rules)) {
    Object.assign(swept, { points, artifacts });
    for (const { sha256, path } of files) tally.leaves(sha256, path);
    watch.progress("points", points + artifacts, null);
    watch.signal.throwIfAborted();
  }
  // The moment is chosen before the marking: who names a blob that the marking has missed put it after that.
  const before = await settled(house, asked.graceMs);
  const refers = await mark(references(house), watch);
  await judgeBlobs(blobs, refers, before, tally, watch, ({ sha256 }) => blobs.collect(sha256, before));
  await judgeLeftovers(blobs, now, tally, (path) => blobs.removeLeftover(path));
  return { isDryRun: false, ...told, ...removed, ...swept, ...tally.sums() };
}

/** The moment before which a blob that no record names is garbage. */
async function settled({ blobs, pipelines }: GarbageHouse, graceMs: number): Promise<number> {
  const before = blobs.settledBefore(graceMs);
  const { workingSince } = await pipelines.underWay();
  return workingSince === null ? before : Math.min(before, workingSince - marginMs);
}

async function mark(
  stations: References,
  { progress, signal }: Watch,
  leaving?: Leaving,
  leaves: (sha256: string, path: string | null) => void = () => {},
): Promise<DigestSet> {
  const found = new DigestSet();
  let count = 0;
  for (const blobsOf of Object.values(stations)) {
    for await (const { sha256, path, isLeaving } of blobsOf(leaving)) {
      if (isLeaving === true) leaves(sha256, path ?? null);
      else found.add(sha256);
      if (++count % 1_000 === 0) {
        progress("references", count, null);
        signal.throwIfAborted();
        await nextTurn();
      }
    }
  }
  return found;
}

/** Offers every blob that nobody refers to and that is old enough to `take`, which answers the bytes that went. */
async function judgeBlobs(
  blobs: BlobCollector,
  refers: DigestSet,
  before: number,
  tally: Tally,
  { progress, signal }: Watch,
  take: (blob: StoredBlob) => number | undefined,
): Promise<void> {
  let count = 0;
  for await (const blob of blobs.blobs()) {
    progress("blobs", ++count, null);
    signal.throwIfAborted();
    if (refers.has(blob.sha256)) continue;
    const bytes = blob.putAt < before ? take(blob) : undefined;
    if (bytes !== undefined) {
      tally.removed(blob.sha256, bytes);
      continue;
    }
    tally.young.count++;
    tally.young.bytes += blob.bytes;
  }
}

async function judgeLeftovers(
  blobs: BlobCollector,
  now: number,
  { leftovers }: Tally,
  remove: (path: string) => Promise<void>,
): Promise<void> {
  for (const { path, bytes } of await blobs.leftovers(now - abandonedMs)) {
    await remove(path);
    leftovers.count++;
    leftovers.bytes += bytes;
  }
}
