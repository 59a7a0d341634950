import type { Clock } from "../../kernel/clock.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { answeredRoles, labelsFor } from "./prediction-reader.ts";
import type { PredictionStore } from "./prediction-store.ts";
import { joinedSql } from "./window-sql.ts";

export interface VolumeBin {
  /** Event time, half open, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly labelled: number;
  readonly meanScore: number | null;
  readonly labelShare: number | null;
}

/** At least so long an answer is good, and at least so many times what it took to compute. */
const freshMs = 5_000;
const restFactor = 20;
/** Answers that are kept: each names all segments that it was made of. */
const mostKept = 32;

/** Predictions over event time in equal bins. Reads the whole log, so answers are kept for a while. */
export class Volume {
  readonly #deps: { readonly store: PredictionStore; readonly tables: TableEngine; readonly dir: string };
  readonly #clock: Clock;
  readonly #kept = new Map<
    string,
    { readonly bins: VolumeBin[]; readonly of: string; readonly until: number }
  >();

  constructor(deps: { store: PredictionStore; tables: TableEngine; dir: string }, clock: Clock) {
    this.#deps = deps;
    this.#clock = clock;
  }

  async bins(deployment: string | undefined, bins: number): Promise<VolumeBin[]> {
    const { store, tables, dir } = this.#deps;
    const segments = await store.segments({ deployment });
    const labels = await labelsFor(store, segments);
    if (segments.length === 0) return [];
    const key = `${deployment ?? ""} ${bins}`;
    const of = [...segments, ...labels].map(({ path }) => path).join(" ");
    const startedAt = this.#clock.monotonic();
    const kept = this.#kept.get(key);
    if (kept !== undefined && (kept.of === of || startedAt < kept.until)) return kept.bins;

    const from = segments.reduce((least, { at_from }) => Math.min(least, at_from), Infinity);
    const to = segments.reduce((most, { at_to }) => Math.max(most, at_to), -Infinity) + 1;
    const width = Math.max(1, Math.ceil((to - from) / bins));
    const rows = await tables.rows(
      `SELECT CAST(("at" - ${from}) // ${width} AS INTEGER) AS bin, count(*) AS "rows", count(label) AS labelled,
        avg(score) AS mean_score, avg(label) AS label_share
      FROM (${joinedSql(dir, segments, labels, { roles: answeredRoles })}) GROUP BY bin ORDER BY bin`,
    );
    const counted = new Map(rows.map((row) => [Number(row["bin"]), row]));
    const made = Array.from({ length: Math.ceil((to - from) / width) }, (_, bin): VolumeBin => {
      const row = counted.get(bin);
      return {
        from: from + bin * width,
        to: from + (bin + 1) * width,
        rows: Number(row?.["rows"] ?? 0),
        labelled: Number(row?.["labelled"] ?? 0),
        meanScore: mean(row?.["mean_score"]),
        labelShare: mean(row?.["label_share"]),
      };
    });
    const took = this.#clock.monotonic() - startedAt;
    const [oldest] = this.#kept.size < mostKept ? [] : this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { bins: made, of, until: startedAt + Math.max(freshMs, restFactor * took) });
    return made;
  }
}

function mean(value: string | number | boolean | null | undefined): number | null {
  return typeof value === "number" ? value : null;
}
