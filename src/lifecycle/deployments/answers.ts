import type { Signature } from "../../contract/records/models.ts";
import type { RawRow, Scored } from "./served-model.ts";

/** What a caller gets for one row. */
export interface Answer extends Scored {
  /** The id under which its label is sent later. */
  readonly id: string;
  readonly version: number;
}

/** Rows of a batch that one version scored in one role. */
export interface AnsweredGroup {
  readonly modelVersionId: string;
  readonly signature: Signature;
  readonly role: "live" | "candidate" | "shadow";
  /** Places of its rows in the batch, in line with `scored`; null: all of them. */
  readonly at: readonly number[] | null;
  readonly scored: readonly Scored[];
}

/** What is told of a batch once it is scored. A shadow row bears the id of the answer it was compared with. */
export interface AnsweredBatch {
  readonly deployment: string;
  /** Epoch milliseconds. */
  readonly answeredAt: number;
  readonly rows: readonly RawRow[];
  readonly ids: readonly string[];
  readonly groups: readonly AnsweredGroup[];
}

/**
 * Called on the hot path: must return at once and never throw. A promise says that it cannot follow; batches
 * wait for it before they are answered, single rows do not.
 */
export type Listener = (batch: AnsweredBatch) => Promise<void> | undefined;
