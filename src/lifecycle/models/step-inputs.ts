import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { StepValues } from "../../ports/step-kind.ts";
import type { StepValue } from "../../contract/records/pipelines.ts";

/** An input that the kind cannot do without. */
export function inputOf(inputs: StepValues, name: string): StepValue {
  const input = inputs[name];
  if (input === undefined) throw fail("models/missing-input", { input: name });
  return input;
}

/** A blob of JSON that an earlier step has written. */
export async function jsonBlob<Value>(blobs: BlobStore, sha256: string): Promise<Value> {
  return JSON.parse(Buffer.from(await blobs.get(sha256)).toString("utf8")) as Value;
}
