import type { ChanceBin } from "../../engines/drift/expected-auc.ts";
import type { TableEngine } from "../../ports/table-engine.ts";

/** What one version answered in a window. */
export interface AnsweredByVersion {
  readonly id: string;
  readonly rows: number;
  readonly labelled: number;
  /** Its scores by tenths, as the reliability diagram of an evaluation has them. */
  readonly chances: readonly ChanceBin[];
}

export interface AnsweredWindow {
  /** Who answered most comes first. */
  readonly versions: readonly AnsweredByVersion[];
  readonly rows: number;
  readonly labelled: number;
  readonly meanScore: number | null;
  readonly meanLabel: number | null;
}

/** Who answered how much in a window, in one scan. */
export async function readAnswered(tables: TableEngine, sql: string): Promise<AnsweredWindow> {
  const groups = await tables.rows(
    `SELECT model_version_id AS version, least(9, greatest(0, floor(score * 10))) AS tenth, count(*) AS rows,
      count(label) AS labelled, count(score) AS scored, sum(score) AS scores, sum(label) AS labels
    FROM (${sql}) GROUP BY ALL`,
  );
  const sum = (of: typeof groups, name: string) => of.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
  const mean = (total: string, count: string) => {
    const rows = sum(groups, count);
    return rows === 0 ? null : sum(groups, total) / rows;
  };
  const versions = [...Map.groupBy(groups, (row) => String(row["version"]))].map(([id, of]) => ({
    id,
    rows: sum(of, "rows"),
    labelled: sum(of, "labelled"),
    chances: of
      .filter((row) => row["tenth"] !== null)
      .map((row) => ({
        predicted: Number(row["scores"]) / Number(row["scored"]),
        rows: Number(row["scored"]),
      })),
  }));
  return {
    versions: versions.sort((a, b) => b.rows - a.rows || (a.id < b.id ? -1 : 1)),
    rows: sum(groups, "rows"),
    labelled: sum(groups, "labelled"),
    meanScore: mean("scores", "scored"),
    meanLabel: mean("labels", "labelled"),
  };
}
