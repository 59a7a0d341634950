/** A point as the table of points has it; `value` is NaN or an infinity where it was logged so. */
export interface CurvePoint {
  readonly at: number;
  readonly step: number;
  readonly value: number;
}

/** What is kept of neighbouring points: the lowest, the highest, and the first NaN. Infinities are extremes. */
interface Bucket {
  points: number;
  low?: CurvePoint;
  high?: CurvePoint;
  nan?: CurvePoint;
}

const perBucket = 3;

/**
 * At most `most` points that stand for any number of them: of each bucket of neighbours its lowest, its highest and its
 * first NaN, and besides them the first and the last of all, so that no spike and no NaN vanishes. It reads once, in
 * any order, and holds no more than it answers: when buckets are too many, neighbours become one (min/max
 * decimation, as in U. Jugel et al., "M4", PVLDB 7(10), 2014, which shows why extremes must stay). Up to `most`
 * points are answered as they are.
 */
export class CurveSample {
  readonly #most: number;
  readonly #buckets: number;
  #whole: CurvePoint[] | undefined = [];
  #kept: Bucket[] = [];
  #size = 1;
  #first: CurvePoint | undefined;
  #last: CurvePoint | undefined;
  count = 0;

  /** `most` is 8 or more. */
  constructor(most: number) {
    this.#most = most;
    this.#buckets = Math.floor((most - 2) / perBucket);
  }

  add(point: CurvePoint): void {
    this.count++;
    if (this.#whole !== undefined) {
      this.#whole.push(point);
      if (this.#whole.length <= this.#most) return;
      const all = this.#whole;
      this.#whole = undefined;
      for (const each of all) this.#take(each);
    } else this.#take(point);
  }

  /** In the order in which they came. */
  points(): readonly CurvePoint[] {
    if (this.#whole !== undefined) return this.#whole;
    const all = [this.#first, ...this.#kept.flatMap(inOrder), this.#last];
    return [...new Set(all)].filter((point) => point !== undefined);
  }

  #take(point: CurvePoint): void {
    this.#first ??= point;
    this.#last = point;
    let bucket = this.#kept.at(-1);
    if (bucket === undefined || bucket.points >= this.#size) {
      if (this.#kept.length >= this.#buckets) this.#halve();
      bucket = this.#kept.at(-1);
      if (bucket === undefined || bucket.points >= this.#size) this.#kept.push((bucket = { points: 0 }));
    }
    merge(bucket, {
      points: 1,
      ...(Number.isNaN(point.value) ? { nan: point } : { low: point, high: point }),
    });
  }

  #halve(): void {
    const halved: Bucket[] = [];
    for (let index = 0; index < this.#kept.length; index += 2) {
      const bucket = this.#kept[index] as Bucket;
      const next = this.#kept[index + 1];
      if (next !== undefined) merge(bucket, next);
      halved.push(bucket);
    }
    this.#kept = halved;
    this.#size *= 2;
  }
}

function merge(into: Bucket, from: Bucket): void {
  into.points += from.points;
  if (from.low !== undefined && (into.low === undefined || from.low.value < into.low.value))
    into.low = from.low;
  if (from.high !== undefined && (into.high === undefined || from.high.value > into.high.value))
    into.high = from.high;
  if (from.nan !== undefined) into.nan ??= from.nan;
}

function inOrder({ low, high, nan }: Bucket): (CurvePoint | undefined)[] {
  const order = (a: CurvePoint, b: CurvePoint) => a.at - b.at || a.step - b.step;
  return [low, high, nan].filter((point) => point !== undefined).sort(order);
}
