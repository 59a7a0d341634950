import { type GarbageKind, garbageKinds, type GarbageReport } from "../../contract/http/garbage.ts";
import { keyOf } from "./digest-set.ts";

const mostListed = 10;

/** Adds up what goes, and remembers what each blob was and which are the largest. */
export class Tally {
  readonly #kinds: ReadonlyMap<GarbageKind, { count: number; bytes: number }> = new Map(
    garbageKinds.map((kind) => [kind, { count: 0, bytes: 0 }]),
  );
  /** Paths of artifacts that go, by digest; null for parts of uploads. */
  readonly #was = new Map<string, string | null>();
  #largest: GarbageReport["largest"] = [];
  readonly young = { count: 0, bytes: 0 };
  readonly leftovers = { count: 0, bytes: 0 };

  /** A file or part that leaves, whose bytes may go with it. */
  leaves(sha256: string, path: string | null): void {
    const key = keyOf(sha256);
    if (path !== null || !this.#was.has(key)) this.#was.set(key, path);
  }

  removed(sha256: string, bytes: number): void {
    const was = this.#was.get(keyOf(sha256));
    const kind: GarbageKind = was === undefined ? "unnamed" : was === null ? "upload" : "artifact";
    const sum = this.#kinds.get(kind) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += bytes;
    const least = this.#largest.at(-1);
    if (this.#largest.length === mostListed && bytes <= (least?.bytes ?? 0)) return;
    this.#largest = [...this.#largest, { sha256, bytes, kind, path: was ?? null }]
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, mostListed);
  }

  sums(): Pick<GarbageReport, "blobs" | "byKind" | "largest" | "leftovers" | "young"> {
    const byKind = [...this.#kinds].map(([kind, sum]) => ({ kind, ...sum }));
    const blobs = byKind.reduce(
      (all, { count, bytes }) => ({ count: all.count + count, bytes: all.bytes + bytes }),
      { count: 0, bytes: 0 },
    );
    return {
      blobs,
      byKind,
      largest: this.#largest,
      leftovers: { ...this.leftovers },
      young: { ...this.young },
    };
  }
}
