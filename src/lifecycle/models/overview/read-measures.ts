import { setImmediate as breathe } from "node:timers/promises";
import type { VersionMeasures } from "../../../contract/records/registry.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import type { PackageRecord } from "../model-version.ts";
import type { ModelsTables } from "../tables.ts";

/** A package's record holds its reference profile too: few are read at a time, and others get their turn between. */
const atOnce = 10;

/** What the packages of a model were measured by, newest first; the cursor is the last number seen. */
export async function readMeasures(
  meta: MetaStore,
  model: string,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: VersionMeasures[]; next: string | null }> {
  const items: VersionMeasures[] = [];
  let before = Number(page.cursor ?? Number.MAX_SAFE_INTEGER) || 0;
  for (;;) {
    const wanted = Math.min(atOnce, page.limit - items.length);
    const rows = await meta
      .read<ModelsTables>()
      .selectFrom("model_versions")
      .select(["version", "algorithm", "package"])
      .where("model", "=", model)
      .where("package", "is not", null)
      .where("version", "<", before)
      .orderBy("version", "desc")
      .limit(wanted + 1)
      .execute();
    for (const row of rows.slice(0, wanted)) {
      const { evaluation } = JSON.parse(row.package ?? "{}") as PackageRecord;
      items.push({ version: row.version, algorithm: row.algorithm ?? "", metrics: evaluation.metrics });
      before = row.version;
    }
    if (rows.length <= wanted) return { items, next: null };
    if (items.length >= page.limit) return { items, next: String(before) };
    await breathe();
  }
}
