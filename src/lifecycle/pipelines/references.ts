import { isHolderDead } from "../../kernel/process-identity.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { PipelinesTables } from "./tables.ts";

const page = 100;
/** A silent holder of a lease may only sleep; after this nobody believes it. */
const longSilenceMs = 24 * 60 * 60 * 1_000;

/**
 * All that looks like a digest in what steps were given and made: values of steps are JSON of any shape, a project's
 * own functions write them as well, and whoever is cached or resumed reads them again.
 */
export async function* referencedBlobs(meta: MetaStore): AsyncGenerator<string> {
  for (let after = ""; ;) {
    const rows = await meta
      .read<PipelinesTables>()
      .selectFrom("pipeline_steps")
      .select(["id", "params", "outputs"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(page)
      .execute();
    for (const { params, outputs } of rows) yield* digestsIn(params + outputs);
    if (rows.length < page) break;
    after = rows.at(-1)?.id ?? after;
  }
  for (let after = ""; ;) {
    const rows = await meta
      .read<PipelinesTables>()
      .selectFrom("pipeline_runs")
      .select(["id", "params"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(page)
      .execute();
    for (const { params } of rows) yield* digestsIn(params);
    if (rows.length < page) return;
    after = rows.at(-1)?.id ?? after;
  }
}

function* digestsIn(text: string): Generator<string> {
  for (const [digest] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) yield digest;
}

/** What is under way. */
export interface UnderWay {
  /** Pipeline runs that have not ended. */
  readonly runIds: ReadonlySet<string>;
  /** When the oldest step that is at work began: what it has put since is not on record yet. */
  readonly workingSince: number | null;
}

export async function underWay(meta: MetaStore, now: number): Promise<UnderWay> {
  const db = meta.read<PipelinesTables>();
  const runs = await db
    .selectFrom("pipeline_runs")
    .select("id")
    .where("state", "in", ["queued", "running", "waiting"])
    .execute();
  const steps = await db
    .selectFrom("pipeline_steps as s")
    .innerJoin("pipeline_runs as r", "r.id", "s.run_id")
    .select(["s.started_at", "r.holder", "r.lease_expires"])
    .where("s.state", "=", "leased")
    .where("r.state", "in", ["queued", "running", "waiting"])
    .execute();
  const began = steps
    .filter(({ holder, lease_expires: expires }) => {
      return holder !== null && !isHolderDead(holder) && expires + longSilenceMs > now;
    })
    .map(({ started_at: startedAt }) => startedAt ?? 0);
  return {
    runIds: new Set(runs.map(({ id }) => id)),
    workingSince: began.reduce<number | null>((least, at) => Math.min(least ?? at, at), null),
  };
}
