import type { Project } from "../../contract/project/schema.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { nextState } from "./source.ts";
import type { SourcesTables } from "./tables.ts";

/** Makes the records follow the project: one source a dataset, named as it is. Idempotent. */
export async function declareSources(meta: MetaStore, project: Pick<Project, "datasets">): Promise<void> {
  await meta.write<SourcesTables, void>(async ({ db }) => {
    const known = new Map(
      (await db.selectFrom("sources").selectAll().execute()).map((row) => [row.name, row]),
    );
    await db.updateTable("sources").set({ is_declared: 0 }).execute();
    for (const [name, { source }] of Object.entries(project.datasets)) {
      const row = known.get(name);
      const isSame = row?.kind === source.kind && row.location === source.path;
      const declared = { kind: source.kind, location: source.path, dataset: name, is_declared: 1 };
      if (row === undefined) {
        const fresh = { state: "never-read" as const, last_batch: null, last_read_id: null, error: null };
        await db
          .insertInto("sources")
          .values({ name, ...declared, ...fresh, batches: 0, rows_read: 0 })
          .execute();
      } else {
        const state = isSame ? row.state : nextState(name, row.state, "redeclare");
        await db
          .updateTable("sources")
          .set({ ...declared, state, error: isSame ? row.error : null })
          .where("name", "=", name)
          .execute();
      }
    }
  });
}
