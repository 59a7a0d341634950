import type { Source } from "../../contract/records/datasets.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

export type SourceState = Source["state"];
export type SourceEvent = "begin" | "finish" | "fail" | "redeclare";

/**
 * never-read → reading → ready | failed, and from either to reading again. A read that a crash cut off begins
 * again from `reading`. Another file under the same name makes the source never-read.
 */
const transitions: Readonly<Record<SourceState, Partial<Record<SourceEvent, SourceState>>>> = {
  "never-read": { begin: "reading", fail: "failed", redeclare: "never-read" },
  reading: { begin: "reading", finish: "ready", fail: "failed", redeclare: "never-read" },
  ready: { begin: "reading", finish: "ready", redeclare: "never-read" },
  failed: { begin: "reading", fail: "failed", redeclare: "never-read" },
};

export function nextState(name: string, state: SourceState, event: SourceEvent): SourceState {
  const next = transitions[state][event];
  if (next === undefined) throw fail("sources/bad-transition", { name, state, event });
  return next;
}

/** What one read brought. */
export interface Batch {
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Where the next read may go on: the latest event time read, ISO 8601. */
  readonly cursor: string | null;
}
