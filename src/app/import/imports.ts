import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Import } from "../../contract/records/imports.ts";
import type { Clock } from "../../kernel/clock.ts";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Experiments } from "../../lifecycle/experiments/index.ts";
import type { Models } from "../../lifecycle/models/index.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { TrackingSource } from "../../ports/tracking-source.ts";
import { Turnstile } from "./at-once.ts";
import { copyExperiments } from "./copy-experiments.ts";
import { copyLoggedModels } from "./copy-logged-models.ts";
import { copyModels } from "./copy-models.ts";
import { copyRuns } from "./copy-runs.ts";
import { reasonOf, Tally } from "./tally.ts";

export interface AskedImport {
  readonly from: string;
  readonly experiments?: readonly string[] | undefined;
  readonly artifacts: boolean;
  readonly models: boolean;
  readonly recheckFiles: boolean;
  readonly isDryRun: boolean;
  readonly by?: string | undefined;
  readonly credentials?:
    | { readonly username: string; readonly password: string }
    | { readonly token: string }
    | undefined;
}

/** Imports from other tracking servers: one at a time, each continuing where an earlier one was. */
export interface Imports extends AsyncDisposable {
  /** Answers when the source is known to be one; the import goes on. The one that is under way from there is answered. */
  start(asked: AskedImport): Promise<Import>;
  show(id: string, waitMs: number): Promise<Import>;
  /** Resolves when it has ended. */
  cancel(id: string): Promise<Import>;
}

export interface ImportsDeps {
  readonly experiments: Experiments;
  readonly models: Models;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly openSource: (
    asked: Pick<AskedImport, "from" | "credentials"> & { signal: AbortSignal },
  ) => TrackingSource;
}

interface Job {
  readonly tally: Tally;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Ended imports that can still be looked at. */
const remembered = 20;

export function openImports(deps: ImportsDeps): Imports {
  const jobs = new Map<string, Job>();
  let underWay: { readonly url: string; readonly id: string } | undefined;
  const found = (id: string) => {
    const job = jobs.get(id);
    if (job === undefined) throw fail("import/none", { id: id.slice(0, 100) });
    return job;
  };
  return {
    async start(asked) {
      const stop = new AbortController();
      const from = deps.openSource({ ...asked, signal: stop.signal });
      const other = underWay;
      if (other !== undefined) {
        const going = jobs.get(other.id);
        if (other.url !== from.url || going === undefined) {
          throw fail("import/under-way", { from: other.url });
        }
        return going.tally.report();
      }
      const id = randomUUID();
      underWay = { url: from.url, id };
      try {
        const version = await from.probe();
        const about = { id, from: from.url, isDryRun: asked.isDryRun, startedAt: deps.clock.now() };
        const tally = new Tally(about);
        const done = perform(deps, { from, asked, version, tally, signal: stop.signal }).finally(
          () => void (underWay = undefined),
        );
        for (const [old] of [...jobs].slice(0, Math.max(0, jobs.size - remembered))) jobs.delete(old);
        jobs.set(id, { tally, stop, done });
        return tally.report();
      } catch (error) {
        underWay = undefined;
        throw error;
      }
    },
    async show(id, waitMs) {
      const { tally, done } = found(id);
      const waited = new AbortController();
      const timer = sleep(waitMs, undefined, { signal: waited.signal }).catch(() => undefined);
      if (waitMs > 0) await Promise.race([done, timer]);
      waited.abort();
      return tally.report();
    },
    async cancel(id) {
      const { tally, stop, done } = found(id);
      stop.abort();
      await done;
      return tally.report();
    },
    async [Symbol.asyncDispose]() {
      for (const { stop } of jobs.values()) stop.abort();
      await Promise.all([...jobs.values()].map(({ done }) => done));
    },
  };
}

/** Experiments, logged models, runs and their files, then the registry, which names what came before. Never throws. */
async function perform(
  deps: ImportsDeps,
  {
    from,
    asked,
    version,
    tally,
    signal,
  }: {
    readonly from: TrackingSource;
    readonly asked: AskedImport;
    readonly version: string;
    readonly tally: Tally;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { isDryRun } = asked;
  const shared = { ...deps, from, tally, signal, isDryRun, withFiles: asked.artifacts && !isDryRun };
  const copying = { ...shared, recheckFiles: asked.recheckFiles, turnstile: new Turnstile() };
  try {
    const targets = await copyExperiments(copying, asked.experiments);
    const hasModels = await copyLoggedModels(copying, targets, version);
    for (const target of targets) {
      await copyRuns(copying, target, hasModels).catch((error: unknown) => {
        tally.problem("runs", { name: `runs of ${target.found.name}`, reason: reasonOf(error) });
      });
    }
    if (asked.models) {
      const isLimited = asked.experiments !== undefined;
      await copyModels(copying, { by: asked.by ?? "import", isLimited }).catch((error: unknown) => {
        tally.problem("models", { name: "the registry", reason: reasonOf(error) });
      });
    }
    tally.end("finished", deps.clock.now());
  } catch (error) {
    const isCancelled =
      signal.aborted && !(error instanceof PrumoError && error.code !== "import/bad-answer");
    tally.end(isCancelled ? "cancelled" : "failed", deps.clock.now(), isCancelled ? undefined : error);
  }
}
