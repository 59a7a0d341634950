import type { Kysely, Selectable } from "kysely";
import type { Evidence, Requirement } from "../../contract/records/models.ts";
import type { MetaStore, Migration } from "../../ports/meta-store.ts";
import type { Clock } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import type { Finding } from "./judge.ts";

/** Evidence is append-only: rows are never changed or removed, those of refused models included. */
export const requirementsMigrations: Migration[] = [
  {
    id: "requirements-001-evidence",
    statements: [
      `CREATE TABLE evidence (
        id TEXT PRIMARY KEY,
        model_digest TEXT NOT NULL,
        pipeline_run_id TEXT,
        step_run_id TEXT NOT NULL,
        requirement_id TEXT NOT NULL,
        requirement TEXT NOT NULL,
        value DOUBLE PRECISION,
        low DOUBLE PRECISION,
        high DOUBLE PRECISION,
        slice_value TEXT,
        threshold DOUBLE PRECISION NOT NULL,
        margin DOUBLE PRECISION,
        verdict TEXT NOT NULL,
        at BIGINT NOT NULL,
        UNIQUE (step_run_id, requirement_id)
      )`,
      `CREATE INDEX evidence_by_digest ON evidence (model_digest, id)`,
    ],
  },
];

export interface EvidenceTables {
  evidence: {
    id: string;
    model_digest: string;
    pipeline_run_id: string | null;
    step_run_id: string;
    requirement_id: string;
    requirement: string;
    value: number | null;
    low: number | null;
    high: number | null;
    slice_value: string | null;
    threshold: number;
    margin: number | null;
    verdict: Evidence["verdict"];
    at: number;
  };
}

/** Where findings come from: the step which judged, so that a repeated recording adds nothing. */
export interface Judgement {
  readonly modelDigest: string;
  readonly pipelineRunId: string;
  readonly stepRunId: string;
  readonly findings: readonly Finding[];
}

/**
 * Within a transaction: appends the findings of one gate and answers the ids of its evidence in order. The same step run twice adds
 * nothing the second time (`isNew` false).
 */
export async function recordEvidence(
  db: Kysely<EvidenceTables>,
  clock: Clock,
  judgement: Judgement,
): Promise<{ ids: string[]; isNew: boolean }> {
  const known = await db
    .selectFrom("evidence")
    .select("id")
    .where("step_run_id", "=", judgement.stepRunId)
    .orderBy("id")
    .execute();
  if (known.length > 0) return { ids: known.map((row) => row.id), isNew: false };
  const at = clock.now();
  // ids of one moment are drawn at random: falling ones, so that newest-first lists keep the declared order
  const drawn = judgement.findings.map(() => newId("evidence", at)).sort((a, b) => (a < b ? 1 : -1));
  const rows = judgement.findings.map((finding, place) => ({
    id: drawn[place] ?? newId("evidence", at),
    model_digest: judgement.modelDigest,
    pipeline_run_id: judgement.pipelineRunId,
    step_run_id: judgement.stepRunId,
    requirement_id: finding.requirement.id,
    requirement: JSON.stringify(finding.requirement),
    value: finding.value,
    low: finding.low,
    high: finding.high,
    slice_value: finding.sliceValue,
    threshold: finding.threshold,
    margin: finding.margin,
    verdict: finding.verdict,
    at,
  }));
  if (rows.length > 0) await db.insertInto("evidence").values(rows).execute();
  return { ids: rows.map((row) => row.id).sort(), isNew: true };
}

/** Evidence bound to a digest, in the order in which it was given. */
export async function evidenceOf(
  meta: MetaStore,
  digest: string,
): Promise<Omit<Evidence, "modelVersionId">[]> {
  const rows = await meta
    .read<EvidenceTables>()
    .selectFrom("evidence")
    .selectAll()
    .where("model_digest", "=", digest)
    .orderBy("at")
    .orderBy("id", "desc")
    .execute();
  return rows.map(fromRow);
}

/** Digests of the models that evidence is bound to. */
export async function* evidencedDigests(meta: MetaStore): AsyncGenerator<string> {
  const pageRows = 1_000;
  for (let after = ""; ;) {
    const rows = await meta
      .read<EvidenceTables>()
      .selectFrom("evidence")
      .select("model_digest")
      .distinct()
      .where("model_digest", ">", after)
      .orderBy("model_digest")
      .limit(pageRows)
      .execute();
    yield* rows.map(({ model_digest: digest }) => digest);
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.model_digest ?? after;
  }
}

/** All evidence, newest first, in pages; the cursor is the last id seen. */
export async function evidencePage(
  meta: MetaStore,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: Omit<Evidence, "modelVersionId">[]; next: string | null }> {
  let query = meta.read<EvidenceTables>().selectFrom("evidence").selectAll().orderBy("id", "desc");
  if (page.cursor !== undefined) query = query.where("id", "<", page.cursor);
  const rows = await query.limit(page.limit + 1).execute();
  const items = rows.slice(0, page.limit).map(fromRow);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function fromRow(row: Selectable<EvidenceTables["evidence"]>): Omit<Evidence, "modelVersionId"> {
  return {
    id: row.id,
    modelDigest: row.model_digest,
    pipelineRunId: row.pipeline_run_id,
    requirement: JSON.parse(row.requirement) as Requirement,
    value: row.value,
    low: row.low,
    high: row.high,
    sliceValue: row.slice_value,
    threshold: row.threshold,
    margin: row.margin,
    verdict: row.verdict,
    at: row.at,
  };
}
