import { sql } from "kysely";
import { type MetricName, metricNames, type Promotion } from "../../../contract/records/models.ts";
import type { ModelOverview } from "../../../contract/records/registry.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { promptTag } from "../registry/prompts.ts";
import type { ModelsTables } from "../tables.ts";
import { promotionOf } from "../version-store.ts";
import { readMeasures } from "./read-measures.ts";

export interface Overview {
  /** Part of a name, in any case. */
  readonly name?: string | undefined;
  readonly prompts: "hidden" | "shown";
  readonly limit: number;
  /** The last name seen. */
  readonly cursor?: string | undefined;
}

interface Row {
  readonly name: string;
  readonly description: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly is_prompt: number | boolean;
  readonly versions: number;
  readonly newest: number | null;
  readonly packages: number;
}

/** Models by name, a page of them. */
export async function readOverview(
  meta: MetaStore,
  { name = "", prompts, limit, cursor = "" }: Overview,
): Promise<{ items: ModelOverview[]; next: string | null }> {
  const isPrompt = sql`exists (select 1 from model_tags t
    where t.model = m.name and t.key = ${promptTag} and lower(t.value) = 'true')`;
  const given = [sql`m.name > ${cursor}`];
  // No letter of the asked text is a wildcard.
  const like = `%${name.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  if (name !== "") given.push(sql`lower(m.name) like ${like} escape '\\'`);
  if (prompts === "hidden") given.push(sql`not ${isPrompt}`);
  const { rows } = await sql<Row>`
    select m.*, ${isPrompt} as is_prompt, count(v.version) as versions, max(v.version) as newest,
      count(v.package) as packages
    from models m left join model_versions v on v.model = m.name and v.is_deleted = 0
    where ${sql.join(given, sql` and `)}
    group by m.name, m.description, m.created_at, m.updated_at
    order by m.name limit ${limit + 1}`.execute(meta.read<unknown>());
  const shown = rows.slice(0, limit);
  const items = await complete(meta, shown);
  return { items, next: rows.length > limit ? (shown.at(-1)?.name ?? null) : null };
}

async function complete(meta: MetaStore, rows: readonly Row[]): Promise<ModelOverview[]> {
  if (rows.length === 0) return [];
  const db = meta.read<ModelsTables>();
  const names = rows.map(({ name }) => name);
  const aliases = await db.selectFrom("model_aliases").selectAll().where("model", "in", names).execute();
  const newest = await db
    .selectFrom("model_versions as v")
    .select(["v.model", "v.version", "v.created_at", sql<number>`v.package is not null`.as("is_package")])
    .where("v.model", "in", names)
    .where((where) =>
      where(
        "v.version",
        "=",
        where
          .selectFrom("model_versions as w")
          .select((each) => each.fn.max<number>("w.version").as("newest"))
          .whereRef("w.model", "=", "v.model")
          .where("w.is_deleted", "=", 0),
      ),
    )
    .execute();
  const last = await db
    .selectFrom("model_promotions as p")
    .selectAll("p")
    .where("p.model", "in", names)
    .where((where) =>
      where(
        "p.seq",
        "=",
        where
          .selectFrom("model_promotions as q")
          .select((each) => each.fn.max<number>("q.seq").as("last"))
          .whereRef("q.model", "=", "p.model"),
      ),
    )
    .execute();
  const newestBy = new Map(newest.map((row) => [row.model, row]));
  const lastBy = new Map<string, Promotion>(last.map((row) => [row.model, promotionOf(row)]));
  const items: ModelOverview[] = [];
  for (const row of rows) {
    const made = newestBy.get(row.name);
    items.push({
      name: row.name,
      description: row.description,
      isPrompt: Boolean(row.is_prompt),
      versions: row.versions,
      newest:
        made === undefined
          ? null
          : { version: made.version, isPackage: Boolean(made.is_package), createdAt: made.created_at },
      aliases: Object.fromEntries(
        aliases.filter(({ model }) => model === row.name).map(({ alias, version }) => [alias, version]),
      ),
      lastPromotion: lastBy.get(row.name) ?? null,
      course: row.packages === 0 ? null : await courseOf(meta, row.name),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    });
  }
  return items;
}

/** What the newest packages were measured by first, oldest first. */
async function courseOf(meta: MetaStore, model: string): Promise<ModelOverview["course"]> {
  const { items } = await readMeasures(meta, model, { limit: 12 });
  const metric = metricNames.find((name) => items[0]?.metrics[name] !== undefined);
  if (metric === undefined) return null;
  return { metric, values: items.toReversed().flatMap(({ metrics }) => valuesOf(metrics, metric)) };
}

function valuesOf(
  metrics: Readonly<Partial<Record<MetricName, { readonly value: number }>>>,
  metric: MetricName,
): readonly number[] {
  const measured = metrics[metric];
  return measured === undefined ? [] : [measured.value];
}
