import { numberIn } from "../../../engines/search/number-text.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import { checkKey, checkLength, cut, limits } from "../limits.ts";
import type { KeyValue } from "../runs/run.ts";
import type { ExperimentsTables } from "../tables.ts";

/** Checks parameters; the values are cut to their limit. The same key twice is refused. */
export function checkedParams(params: readonly KeyValue[]): Map<string, string> {
  const checked = new Map<string, string>();
  const twice: string[] = [];
  for (const [index, { key, value }] of params.entries()) {
    checkKey(params.length === 1 ? "key" : `params[${index}].key`, key);
    checkLength("Param key", limits.key, key);
    if (checked.has(key)) twice.push(key);
    checked.set(key, cut(limits.paramValue, value));
  }
  if (twice.length > 0) throw fail("experiments/duplicate-params", { keys: twice });
  return checked;
}

/** Adds parameters. They never change: the same value again is welcome, another one is refused. */
export async function addParams(
  tx: MetaTransaction<ExperimentsTables>,
  run: { readonly id: string; readonly experimentId: number },
  params: ReadonlyMap<string, string>,
): Promise<void> {
  if (params.size === 0) return;
  const known = await tx.db
    .selectFrom("run_params")
    .select(["key", "value"])
    .where("run_id", "=", run.id)
    .where("key", "in", [...params.keys()])
    .execute();
  for (const { key, value } of known) {
    const now = params.get(key);
    if (now !== value) throw fail("experiments/param-changed", { param: key, id: run.id, was: value, now });
  }
  const before = new Set(known.map(({ key }) => key));
  const rows = [...params].filter(([key]) => !before.has(key));
  await tx.insert(
    "run_params",
    ["run_id", "key", "value", "number", "experiment_id"],
    rows.map(([key, value]) => [run.id, key, value, numberIn(value) ?? null, run.experimentId]),
  );
}
