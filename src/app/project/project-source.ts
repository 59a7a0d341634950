/** What was declared, and how to find the line of a path in it. */
export interface ProjectSource {
  readonly file: string;
  readonly declared: unknown;
  lineOf(path: readonly PropertyKey[]): number | undefined;
}
