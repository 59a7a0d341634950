import { hashJson } from "../../kernel/hashing.ts";
import type { Json } from "../../kernel/json.ts";
import type { StepKind, StepValues } from "../../ports/step-kind.ts";

/**
 * What a result depends on, as one hash: kind and its version, parameters, the digests of the inputs, and the
 * kind's own identity (such as the content of a source file). Names of steps and runs play no part.
 */
export async function cacheKey(
  kind: StepKind,
  params: Json,
  inputs: StepValues,
  projectDir: string,
): Promise<string> {
  const digests = Object.entries(inputs).map(([name, { type, digest }]) => [name, { type, digest }]);
  return hashJson({
    kind: kind.name,
    version: kind.version,
    params,
    inputs: Object.fromEntries(digests) as Json,
    identity: (await kind.identity?.(params, projectDir)) ?? null,
  });
}
