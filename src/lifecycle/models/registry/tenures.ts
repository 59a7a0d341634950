import { sql } from "kysely";
import type { Tenure } from "../../../contract/records/models.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";

/** Which version was what in a span of time. */
export interface ServedBetween {
  readonly model: string;
  /** An alias or a stage; every one when absent. */
  readonly alias?: string | undefined;
  /** Epoch milliseconds, both inclusive; the same time twice asks for that moment. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

interface Row {
  readonly kind: "alias" | "stage";
  readonly alias: string;
  readonly to_version: number;
  readonly at: number;
  readonly until: number | null;
  readonly promoted_by: string;
  readonly reason: string;
  readonly evidence: string;
  readonly seq: number;
}

/**
 * The tenures of a model's versions that fall into a span, newest first; the cursor is the last `seq` seen. An alias
 * points at one version, so its next move ends a tenure; a version is in one stage, so the version's next move does.
 */
export async function servedBetween(
  meta: MetaStore,
  { model, alias, from, to, limit = 100, cursor }: ServedBetween,
): Promise<{ items: Tenure[]; next: string | null }> {
  const conditions = [sql`to_version is not null`];
  if (alias !== undefined) conditions.push(sql`alias = ${alias}`);
  if (to !== undefined) conditions.push(sql`at <= ${to}`);
  if (from !== undefined) conditions.push(sql`(until is null or until > ${from})`);
  if (cursor !== undefined) conditions.push(sql`seq < ${Number(cursor) || 0}`);
  const { rows } = await sql<Row>`
    select * from (
      select p.*, lead(at) over (
        partition by kind, case when kind = 'alias' then alias else cast(coalesce(to_version, from_version) as text) end
        order by seq
      ) as until
      from model_promotions p where model = ${model}
    ) t
    where ${sql.join(conditions, sql` and `)}
    order by seq desc limit ${limit + 1}`.execute(meta.read<unknown>());
  const items = rows.slice(0, limit).map((row) => ({
    seq: row.seq,
    model,
    kind: row.kind,
    alias: row.alias,
    version: row.to_version,
    from: row.at,
    until: row.until,
    by: row.promoted_by,
    reason: row.reason,
    evidence: JSON.parse(row.evidence) as string[],
  }));
  return { items, next: rows.length > limit ? String(items.at(-1)?.seq) : null };
}
