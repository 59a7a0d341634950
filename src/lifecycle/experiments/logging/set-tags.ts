import type { MetaTransaction } from "../../../ports/meta-store.ts";
import { checkKey, checkLength, cut, limits } from "../limits.ts";
import { type KeyValue, runNameTag } from "../runs/run.ts";
import type { ExperimentsTables } from "../tables.ts";

/** Checks tags; the values are cut to their limit, and of the same key the last one counts. */
export function checkedTags(tags: readonly KeyValue[]): Map<string, string> {
  const checked = new Map<string, string>();
  for (const [index, { key, value }] of tags.entries()) {
    const path = tags.length === 1 ? "key" : `tags[${index}].key`;
    checkKey(path, key);
    checkLength(path, limits.key, key);
    checked.set(key, cut(limits.tagValue, value));
  }
  return checked;
}

/** Sets tags; the tag of the name is the name as well. */
export async function setTags(
  tx: MetaTransaction<ExperimentsTables>,
  run: { readonly id: string; readonly experimentId: number },
  tags: ReadonlyMap<string, string>,
): Promise<void> {
  if (tags.size === 0) return;
  await tx.insert(
    "run_tags",
    ["run_id", "key", "value", "experiment_id"],
    [...tags].map(([key, value]) => [run.id, key, value, run.experimentId]),
    { columns: ["run_id", "key"], update: ["value"] },
  );
  const name = tags.get(runNameTag);
  if (name) await tx.db.updateTable("runs").set({ name }).where("id", "=", run.id).execute();
}
