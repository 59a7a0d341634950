import type { Refused, SourcePoint, SourceRun } from "../../ports/tracking-source.ts";
import { forEach } from "./at-once.ts";
import type { Copying } from "./import-deps.ts";
import { reasonOf } from "./tally.ts";

/** Points that wait for their transaction at most. */
const batchPoints = 10_000;

interface Curve {
  readonly runId: string;
  readonly key: string;
  readonly points: readonly SourcePoint[];
}

/** Copies every point of these runs, one question a metric for all of them; answers what could not be. */
export async function copyPoints(copying: Copying, runs: readonly SourceRun[]): Promise<Refused[]> {
  const { from, experiments, tally } = copying;
  const runsOf = new Map<string, string[]>();
  for (const { id, metrics } of runs) {
    for (const { key } of metrics) {
      const ids = runsOf.get(key);
      if (ids === undefined) runsOf.set(key, [id]);
      else ids.push(id);
    }
  }
  const problems: Refused[] = [];
  let waiting: Curve[] = [];
  let count = 0;
  const flush = async () => {
    const curves = waiting;
    const points = count;
    [waiting, count] = [[], 0];
    if (curves.length === 0) return;
    problems.push(...(await experiments.importing.points(curves)));
    tally.points += points;
  };
  await forEach(runsOf, async ([key, ids]) => {
    try {
      const left = new Set(ids);
      for await (const { runId, points, refused } of from.points(ids, key)) {
        for (const one of refused) problems.push({ name: `${runId}: metric ${key}`, reason: one.reason });
        if (points.length === 0) continue;
        left.delete(runId);
        waiting.push({ runId, key, points });
        count += points.length;
        if (count >= batchPoints) await flush();
      }
      const reason = "its history is empty, though it has a last value";
      for (const id of left) problems.push({ name: `${id}: metric ${key}`, reason });
    } catch (error) {
      const reason = reasonOf(error);
      for (const id of ids) problems.push({ name: `${id}: metric ${key}`, reason });
    }
  });
  await flush();
  return problems;
}
