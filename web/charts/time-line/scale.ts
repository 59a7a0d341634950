/** A span of time, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The smallest span one can zoom to. */
const least = 1_000;

/** A little room to both sides, so that what begins or ends it can be seen. */
export function withRoom({ from, to }: Span, share = 0.02): Span {
  const room = Math.max((to - from) * share, least / 2);
  return { from: from - room, to: to + room };
}

/** Nearer (a factor below 1) or farther around the middle, never beyond the whole. */
export function zoomed(span: Span, factor: number, whole: Span): Span {
  const middle = (span.from + span.to) / 2;
  const half = Math.max(((span.to - span.from) / 2) * factor, least / 2);
  return within({ from: middle - half, to: middle + half }, whole);
}

/** Earlier (negative) or later by a share of what is seen. */
export function moved(span: Span, share: number, whole: Span): Span {
  const by = (span.to - span.from) * share;
  return within({ from: span.from + by, to: span.to + by }, whole);
}

/** Kept within the whole, as wide as it was where that is possible. */
export function within(span: Span, whole: Span): Span {
  const width = Math.min(span.to - span.from, whole.to - whole.from);
  const from = Math.min(Math.max(span.from, whole.from), whole.to - width);
  return { from, to: from + width };
}

/** Where a moment is, in px from the left of a plot as wide as `width`. */
export function placeOf(at: number, { from, to }: Span, width: number): number {
  return ((at - from) / (to - from || 1)) * width;
}

/** The moment of a place, as `placeOf` backwards. */
export function momentOf(x: number, { from, to }: Span, width: number): number {
  return from + (x / (width || 1)) * (to - from);
}

/**
 * A row for each bar, so that bars of one row do not overlap; when `most` rows do not suffice the last one takes the
 * rest. Bars are given by their begin.
 */
export function packed(bars: readonly Span[], most: number): readonly number[] {
  const ends: number[] = [];
  return bars.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const row = free >= 0 ? free : Math.min(ends.length, most - 1);
    ends[row] = Math.max(ends[row] ?? to, to);
    return row;
  });
}
