import {
  type Import,
  type ImportCounts,
  type ImportKind,
  importKinds,
  type ImportProblem,
} from "../../contract/records/imports.ts";
import { asPrumoError, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Refused } from "../../ports/tracking-source.ts";

const mostProblems = 1_000;

/** What an import has done so far, and what it could not. */
export class Tally {
  readonly #about: Pick<Import, "id" | "from" | "isDryRun" | "startedAt">;
  readonly #counts: Record<ImportKind, ImportCounts>;
  readonly #problems: ImportProblem[] = [];
  #problemCount = 0;
  #end: Pick<Import, "state" | "finishedAt" | "error"> = { state: "running", finishedAt: null, error: null };
  points = 0;
  bytes = 0;

  constructor(about: Pick<Import, "id" | "from" | "isDryRun" | "startedAt">) {
    this.#about = about;
    this.#counts = Object.fromEntries(
      importKinds.map((kind) => [kind, { total: null, copied: 0, here: 0, failed: 0 }]),
    ) as Record<ImportKind, ImportCounts>;
  }

  total(kind: ImportKind, total: number | null): void {
    this.#counts[kind].total = total;
  }

  add(kind: ImportKind, outcome: "copied" | "here" | "failed", count = 1): void {
    this.#counts[kind][outcome] += count;
  }

  /** Something was left out that is not counted by itself, such as a tag. */
  problem(kind: ImportProblem["kind"], { name, reason }: Refused): void {
    this.#problemCount++;
    if (this.#problems.length < mostProblems) this.#problems.push({ kind, name, reason });
  }

  failed(kind: ImportKind, refused: Refused): void {
    this.add(kind, "failed");
    this.problem(kind, refused);
  }

  end(state: "finished" | "failed" | "cancelled", at: number, cause?: unknown): void {
    const error = cause === undefined ? null : asPrumoError(cause);
    this.#end = {
      state,
      finishedAt: at,
      error: error === null ? null : { code: error.code, message: error.message, repair: error.repair },
    };
    // What was not known before is known at the end.
    for (const counts of Object.values(this.#counts)) {
      if (state === "finished") counts.total = counts.copied + counts.here + counts.failed;
    }
  }

  report(): Import {
    return {
      ...this.#about,
      ...this.#end,
      counts: structuredClone(this.#counts),
      points: this.points,
      bytes: this.bytes,
      problems: [...this.#problems],
      problemCount: this.#problemCount,
    };
  }
}

/**
 * Why one thing could not be copied, where the others still can. What stands in the way of all of them, such as a
 * server that is gone or a full disk, is thrown again.
 */
export function reasonOf(error: unknown): string {
  if (
    error instanceof PrumoError &&
    /^(experiments|models)\/|^import\/(bad-answer|refused)$/.test(error.code)
  ) {
    return error.message;
  }
  if (error instanceof PrumoError && error.code === "storage/blob-too-large") return error.message;
  throw error;
}
