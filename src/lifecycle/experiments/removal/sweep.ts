import type { Kysely } from "kysely";
import type { MetaStore, MetaTransaction } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import { folderOf, type RemovalRules } from "./due.ts";
import { Folders } from "./folders.ts";

type Tx = MetaTransaction<ExperimentsTables>;

/** Rows that one transaction removes at most: a few milliseconds. */
const rowsAtOnce = 5_000;

export interface Swept {
  points: number;
  artifacts: number;
  /** SHA-256 and path of the files that went with the last step. */
  files: readonly { readonly sha256: string; readonly path: string }[];
}

/** Removes the points and files of what was removed before, now or by a collection that was broken off. */
export async function* sweep(meta: MetaStore, rules: RemovalRules): AsyncGenerator<Swept> {
  const swept: Swept = { points: 0, artifacts: 0, files: [] };
  for (let points: number | undefined; ;) {
    points = await meta.write<ExperimentsTables, number | undefined>(sweepPoints);
    if (points === undefined) break;
    swept.points += points;
    yield swept;
  }
  const db = meta.read<ExperimentsTables>();
  for (const folder of await db.selectFrom("removed_folders").selectAll().execute()) {
    for (let after: string | undefined = ""; after !== undefined;) {
      const from: string = after;
      const step = await meta.write<ExperimentsTables, Step>((tx) => sweepFiles(tx, folder, from, rules));
      after = step.next;
      swept.files = step.files;
      swept.artifacts += step.files.length;
      yield swept;
    }
    await meta.write<ExperimentsTables, void>((tx) => forgetIfEmpty(tx, folder));
  }
}

/** Undefined when there is nothing left. */
async function sweepPoints({ db }: Tx): Promise<number | undefined> {
  const curves = await db.selectFrom("removed_curves").select("curve").orderBy("curve").limit(500).execute();
  if (curves.length === 0) return undefined;
  let left = rowsAtOnce;
  for (const { curve } of curves) {
    const end = await db
      .selectFrom("run_points")
      .select("at")
      .where("curve", "=", curve)
      .orderBy("at")
      .limit(1)
      .offset(left - 1)
      .executeTakeFirst();
    let points = db.deleteFrom("run_points").where("curve", "=", curve);
    if (end !== undefined) points = points.where("at", "<=", end.at);
    left -= Number((await points.executeTakeFirst()).numDeletedRows);
    if (end === undefined) await db.deleteFrom("removed_curves").where("curve", "=", curve).execute();
    if (left <= 0) break;
  }
  return rowsAtOnce - left;
}

interface Step {
  readonly files: Swept["files"];
  /** The path to go on after; undefined at the end. */
  readonly next: string | undefined;
}

async function sweepFiles(
  { db }: Tx,
  folder: { readonly path: string; readonly removed_at: number },
  after: string,
  rules: RemovalRules,
): Promise<Step> {
  const files = await db
    .selectFrom("artifact_files")
    .select(["path", "sha256", "at"])
    .where("path", ">=", `${folder.path}/`)
    .where("path", "<", `${folder.path}0`)
    .where("path", ">", after)
    .orderBy("path")
    .limit(rowsAtOnce / 10)
    .execute();
  const kept = await keptWithin(db, folder.path, rules);
  const going = files.filter(({ path, at }) => at < folder.removed_at && !kept.hasAround(path));
  for (const { path } of going) await db.deleteFrom("artifact_files").where("path", "=", path).execute();
  return { files: going, next: files.length < rowsAtOnce / 10 ? undefined : files.at(-1)?.path };
}

/** What registered versions need, and where another experiment keeps its artifacts within this folder. */
async function keptWithin(
  db: Kysely<ExperimentsTables>,
  folder: string,
  rules: RemovalRules,
): Promise<Folders> {
  const needed = await rules.needed(db as unknown as Kysely<unknown>);
  const root = `mlflow-artifacts:/${folder}`;
  const inside = await db
    .selectFrom("experiments")
    .select("artifact_root")
    .where("artifact_root", ">=", root)
    .where("artifact_root", "<", `${root}0`)
    .execute();
  const roots = inside.flatMap(({ artifact_root: each }) => folderOf(each) ?? []);
  return new Folders([
    ...needed.folders,
    ...roots.filter((each) => each === folder || each.startsWith(`${folder}/`)),
  ]);
}

/** A folder with files that a version needs is looked through again the next time: the version may be gone by then. */
async function forgetIfEmpty(
  { db }: Tx,
  folder: { readonly path: string; readonly removed_at: number },
): Promise<void> {
  const left = await db
    .selectFrom("artifact_files")
    .select("path")
    .where("path", ">=", `${folder.path}/`)
    .where("path", "<", `${folder.path}0`)
    .where("at", "<", folder.removed_at)
    .limit(1)
    .executeTakeFirst();
  if (left !== undefined) return;
  await db
    .deleteFrom("removed_folders")
    .where("path", "=", folder.path)
    .where("removed_at", "=", folder.removed_at)
    .execute();
}
