import type { ColumnProfile, DatasetVersion } from "../../contract/records/datasets.ts";

export interface Comparison {
  readonly a: DatasetVersion;
  readonly b: DatasetVersion;
  /** Columns of either, in the order of `b`, then those only `a` has. */
  readonly columns: readonly {
    readonly column: string;
    readonly a: ColumnProfile | null;
    readonly b: ColumnProfile | null;
  }[];
}

export function compareVersions(a: DatasetVersion, b: DatasetVersion): Comparison {
  const names = [...new Set([...b.profile, ...a.profile].map((profile) => profile.column))];
  return {
    a,
    b,
    columns: names.map((column) => ({ column, a: profileOf(a, column), b: profileOf(b, column) })),
  };
}

function profileOf({ profile }: DatasetVersion, column: string): ColumnProfile | null {
  return profile.find((each) => each.column === column) ?? null;
}
