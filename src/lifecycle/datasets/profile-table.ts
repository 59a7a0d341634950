import type { Column, ColumnProfile } from "../../contract/records/datasets.ts";
import {
  profileColumnSql,
  type ProfileLine,
  readColumnProfile,
} from "../../engines/quality/profile-column.ts";
import { profileScanSql, readScan } from "../../engines/quality/profile-scan.ts";
import type { TableEngine } from "../../ports/table-engine.ts";

/** Profiles of all columns of `relation`: one common scan, then one grouping a column. */
export async function profileTable(
  tables: TableEngine,
  columns: readonly Column[],
  relation: string,
  progress: (share: number) => void = () => undefined,
): Promise<ColumnProfile[]> {
  const [row] = await tables.rows(profileScanSql(columns, relation));
  const profiles = [];
  for (const scan of readScan(columns, row ?? {})) {
    const lines = await tables.rows(profileColumnSql(scan, relation));
    profiles.push(readColumnProfile(scan, lines as unknown as ProfileLine[]));
    progress(profiles.length / columns.length);
  }
  return profiles;
}
