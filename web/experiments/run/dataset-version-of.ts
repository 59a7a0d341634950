import type { RunInput } from "../../../src/contract/records/experiments.ts";

/** The version of one of our datasets that an input is, if it is one: its source or its digest says so. */
export function datasetVersionOf(
  { digest, source }: Pick<RunInput, "digest" | "source">,
  versions: readonly string[],
): string | undefined {
  const named = /\bdsv_[0-9a-z]+\b/.exec(source)?.[0];
  if (named !== undefined) return named;
  // Digests of inputs are shorter than ids, whose beginning they are.
  return versions.find(
    (id) => digest.length >= 8 && (id === digest || id.replace(/^dsv_/, "").startsWith(digest)),
  );
}
