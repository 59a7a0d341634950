import type { ExperimentsDeps } from "../surface.ts";
import { type Due, readDue, type RemovalRules } from "./due.ts";
import { type NamedBlob, namedBlobs } from "./references.ts";
import { remove, type Removed } from "./remove.ts";
import { sweep, type Swept } from "./sweep.ts";

/** Removal for good of what was deleted: experiments, runs, logged models; and of uploads that nobody goes on with. */
export interface Removal {
  due(rules: RemovalRules): Promise<Due>;
  /** Tells after each transaction what it has come to. Broken off, it has done that much. */
  remove(due: Due, rules: RemovalRules): AsyncIterable<Removed>;
  /** Removes points and files of what was removed before. */
  sweep(rules: RemovalRules): AsyncIterable<Swept>;
  /** SHA-256 of what artifacts and uploads name. */
  namedBlobs(given?: { readonly due: Due; readonly rules: RemovalRules }): AsyncIterable<NamedBlob>;
}

export function openRemoval({ meta, clock }: ExperimentsDeps): Removal {
  return {
    due: (rules) => readDue(meta, rules),
    remove: (due, rules) => remove({ meta, now: () => clock.now() }, due, rules),
    sweep: (rules) => sweep(meta, rules),
    namedBlobs: (given) => namedBlobs(meta, given),
  };
}
