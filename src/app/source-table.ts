import type { Project } from "../contract/project/schema.ts";
import { parquetSql, textSql } from "../engines/quality/sql-text.ts";
import { fail } from "../kernel/errors/prumo-error.ts";
import { locateSource } from "../lifecycle/sources/index.ts";

/** The file of a dataset's source as a table of SQL. */
export async function sourceTable(project: Project, directory: string, name: string): Promise<string> {
  const spec = project.datasets[name]?.source;
  if (spec === undefined) throw fail("kernel/not-found", { kind: "dataset", id: name });
  const path = await locateSource(directory, spec.path);
  return spec.kind === "parquet" ? parquetSql(path) : `read_csv(${textSql(path)})`;
}
