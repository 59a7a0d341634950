import type { BinnedRows } from "./bins.ts";
import { type BinnedTree, emptyTree, splitNode } from "./binned-tree.ts";
import { addWord, type HistogramLayout, type RowRange } from "./histogram.ts";
import { sharedFloat64, sharedInt32 } from "./memory.ts";
import * as Split from "./split.ts";
import type { Team } from "./team.ts";

/** Nodes with fewer values (rows × features) than this are done by one lane: meeting would cost more. */
const SOLO_VALUES = 6_000;

export interface FeatureShape {
  readonly isCategorical: boolean;
  readonly bins: number;
}

/** Memory that the lanes share while they grow trees, one after the other. */
export interface GrowMemory {
  /** Row numbers, grouped by leaf; rows of one leaf rise. */
  readonly rows: Int32Array;
  /** Each lane's rows for the left and the right, on their way. */
  readonly toLeft: Int32Array;
  readonly toRight: Int32Array;
  /** Rows that each lane sent left. */
  readonly sentLeft: Int32Array;
  /** One histogram per leaf. */
  readonly histograms: Float64Array;
  /** One histogram per lane. */
  readonly partial: Float64Array;
  /** Best split of each feature for both children, twice: a slow lane may still read those of the last step. */
  readonly records: Float64Array;
  readonly sets: Int32Array;
}

export function growMemory(
  rows: number,
  features: number,
  layout: HistogramLayout,
  leaves: number,
  lanes: number,
): GrowMemory {
  return {
    rows: sharedInt32(rows),
    toLeft: sharedInt32(rows),
    toRight: sharedInt32(rows),
    sentLeft: sharedInt32(lanes),
    histograms: sharedFloat64(leaves * layout.size * 2),
    partial: sharedFloat64(lanes * layout.size * 2),
    records: sharedFloat64(4 * features * Split.STRIDE),
    sets: sharedInt32(4 * features * Split.SET_WORDS),
  };
}

/** A leaf of the growing tree: its rows, its sums, its best split. */
export interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly gradient: number;
  readonly packed: number;
  /** Number of its histogram. */
  slot: number;
  /** 0 when it cannot be split. */
  gain: number;
  feature: number;
  /** Number of its record, and what it says (records are overwritten). */
  best: BestSplit | null;
}

interface BestSplit {
  readonly bin: number;
  readonly isMissingLeft: boolean;
  readonly leftGradient: number;
  readonly leftPacked: number;
  readonly set: Int32Array;
}

export interface GrowInput {
  readonly team: Team;
  readonly binned: BinnedRows;
  readonly gradients: Float32Array;
  readonly shapes: readonly FeatureShape[];
  readonly layout: HistogramLayout;
  readonly memory: GrowMemory;
  readonly maxLeaves: number;
  readonly rules: Split.SplitRules;
  /** Features of this tree, rising. */
  readonly features: Int32Array;
  /** Rows of this tree: the first so many of `memory.rows`. */
  readonly rows: number;
}

/**
 * Grows one tree, best leaf first. Every lane runs this with equal arguments and takes equal decisions, for all
 * that decides is in shared memory and exact; only the heavy loops are shared out.
 */
export class Grower {
  readonly #in: GrowInput;
  readonly #scratch = Split.categoryScratch();
  readonly #words: readonly { readonly word: number; readonly features: number }[];
  readonly tree: BinnedTree;
  readonly leaves: Leaf[] = [];
  #step = 0;

  constructor(input: GrowInput) {
    this.#in = input;
    this.tree = emptyTree(input.maxLeaves);
    const words = [...new Set(Array.from(input.features, (f) => f >> 2))];
    this.#words = words.map((word) => ({
      word,
      features: Math.min(4, input.shapes.length - word * 4),
    }));
  }

  grow(): void {
    const { maxLeaves } = this.#in;
    this.#plantRoot();
    while (this.leaves.length < maxLeaves) {
      let best: Leaf | null = null;
      for (const leaf of this.leaves) if (leaf.gain > (best?.gain ?? 0)) best = leaf;
      if (best === null) return;
      this.#split(best);
    }
  }

  #plantRoot(): void {
    const { team, rows, memory } = this.#in;
    const { lane } = team;
    this.#sumRows(memory.rows, team.share(0, rows, lane), team.share(0, rows, lane + 1), this.#partial(lane));
    team.meet();
    for (const f of this.#own()) {
      this.#merge(f, 0);
      const [g, packed] = this.#total(f, 0);
      this.#findSplit(f, 0, 0, g, packed);
    }
    team.meet();
    const [gradient, packed] = this.#total(this.#in.features[0]!, 0);
    team.meet(); // all have read the sums, which the first split overwrites
    const root = { node: 0, from: 0, to: rows, gradient, packed, slot: 0, gain: 0, feature: -1, best: null };
    this.leaves.push(this.#decide(root, 0));
    this.#step++;
  }

  #split(leaf: Leaf): void {
    const { team, maxLeaves, rules, shapes, features } = this.#in;
    const best = leaf.best!;
    const shape = shapes[leaf.feature]!;
    const left = splitNode(this.tree, leaf.node, { ...shape, ...best, feature: leaf.feature });
    const middle = leaf.from + this.#rowsOf(best.leftPacked);
    const isLeftSmall = middle - leaf.from <= leaf.to - middle;
    const newSlot = this.leaves.length;
    const child = (isLeft: boolean): Leaf => ({
      node: isLeft ? left : left + 1,
      from: isLeft ? leaf.from : middle,
      to: isLeft ? middle : leaf.to,
      gradient: isLeft ? best.leftGradient : leaf.gradient - best.leftGradient,
      packed: isLeft ? best.leftPacked : leaf.packed - best.leftPacked,
      slot: isLeft === isLeftSmall ? newSlot : leaf.slot,
      gain: 0,
      feature: -1,
      best: null,
    });
    const [small, large] = [child(isLeftSmall), child(!isLeftSmall)];
    const isLast = this.leaves.length + 1 === maxLeaves;
    const isGrowing = !isLast && large.to - large.from >= 2 * rules.minRows;
    const isSolo = team.lanes === 1 || (leaf.to - leaf.from) * features.length < SOLO_VALUES;
    if (isSolo) {
      if (team.lane === 0) this.#splitAlone(leaf, small, large, isLeftSmall, isGrowing);
    } else {
      this.#splitTogether(leaf, small, large, isLeftSmall, isGrowing);
    }
    team.meet();
    if (isGrowing) {
      this.#decide(small, 0);
      this.#decide(large, 1);
    }
    this.leaves[this.leaves.indexOf(leaf)] = small;
    this.leaves.push(large);
    this.#step++;
  }

  #splitAlone(leaf: Leaf, small: Leaf, large: Leaf, isLeftSmall: boolean, isGrowing: boolean): void {
    const { memory, features, layout } = this.#in;
    const lefts = this.#partition(leaf, leaf.from, leaf.to);
    memory.rows.set(memory.toLeft.subarray(leaf.from, leaf.from + lefts), leaf.from);
    memory.rows.set(memory.toRight.subarray(leaf.from, leaf.to - lefts), leaf.from + lefts);
    if (!isGrowing) return;
    const slot = memory.histograms.subarray(small.slot * layout.size * 2, (small.slot + 1) * layout.size * 2);
    const from = memory.toRight;
    this.#sumRows(isLeftSmall ? memory.toLeft : from, leaf.from, leaf.from + small.to - small.from, slot);
    for (const f of features) this.#findBoth(f, small, large);
  }

  #splitTogether(leaf: Leaf, small: Leaf, large: Leaf, isLeftSmall: boolean, isGrowing: boolean): void {
    const { team, memory } = this.#in;
    const { lane, lanes } = team;
    const from = team.share(leaf.from, leaf.to, lane);
    const to = team.share(leaf.from, leaf.to, lane + 1);
    const lefts = this.#partition(leaf, from, to);
    memory.sentLeft[lane] = lefts;
    if (isGrowing) {
      const length = isLeftSmall ? lefts : to - from - lefts;
      const rows = isLeftSmall ? memory.toLeft : memory.toRight;
      this.#sumRows(rows, from, from + length, this.#partial(lane));
    }
    team.meet();
    let leftAt = leaf.from;
    let rightAt = leaf.from;
    for (let other = 0; other < lanes; other++) {
      if (other < lane) leftAt += memory.sentLeft[other]!;
      rightAt += memory.sentLeft[other]!;
    }
    rightAt += from - leaf.from - (leftAt - leaf.from);
    memory.rows.set(memory.toLeft.subarray(from, from + lefts), leftAt);
    memory.rows.set(memory.toRight.subarray(from, to - lefts), rightAt);
    if (!isGrowing) return;
    for (const f of this.#own()) {
      this.#merge(f, small.slot);
      this.#findBoth(f, small, large);
    }
  }

  /** Features that this lane looks after. */
  #own(): Int32Array {
    const { team, features } = this.#in;
    return features.filter((_, i) => i % team.lanes === team.lane);
  }

  #partial(lane: number): Float64Array {
    const { layout, memory } = this.#in;
    return memory.partial.subarray(lane * layout.size * 2, (lane + 1) * layout.size * 2);
  }

  #rowsOf(packed: number): number {
    const { count } = this.#in.rules.units;
    return packed - Math.floor(packed / count) * count;
  }

  /** Histogram of `rows[from … to)` for all features of the tree. */
  #sumRows(rows: Int32Array, from: number, to: number, out: Float64Array): void {
    const { binned, gradients, layout, rules } = this.#in;
    out.fill(0);
    const range: RowRange = { rows, from, to, gradients, unit: rules.units.count };
    for (const { word, features } of this.#words) {
      addWord(binned.words, word * binned.rows, range, out, layout.offset, word * 4, features);
    }
  }

  /** Divides `rows[from … to)` of a leaf, in order, into toLeft and toRight from `from` on; returns how many went left. */
  #partition(leaf: Leaf, from: number, to: number): number {
    const { binned, memory } = this.#in;
    const base = (leaf.feature >> 2) * binned.rows;
    const shift = (leaf.feature & 3) * 8;
    const goesLeft = this.tree.goesLeft.subarray(leaf.node * 256, (leaf.node + 1) * 256);
    return partition(memory, binned.words, base, shift, goesLeft, from, to);
  }

  /** Sums the lanes' histograms of one feature into a slot. */
  #merge(f: number, slot: number): void {
    const { team, layout, memory, shapes } = this.#in;
    const size = 2 * (shapes[f]!.bins + 1);
    const start = 2 * layout.offset[f]!;
    const to = slot * layout.size * 2 + start;
    const { partial, histograms } = memory;
    for (let i = 0; i < size; i++) histograms[to + i] = partial[start + i]!;
    for (let lane = 1; lane < team.lanes; lane++) {
      const from = lane * layout.size * 2 + start;
      for (let i = 0; i < size; i++) histograms[to + i]! += partial[from + i]!;
    }
  }

  #total(f: number, slot: number): readonly [gradient: number, packed: number] {
    const { layout, memory, shapes } = this.#in;
    const start = slot * layout.size * 2 + 2 * layout.offset[f]!;
    let gradient = 0;
    let packed = 0;
    for (let bin = 0; bin <= shapes[f]!.bins; bin++) {
      gradient += memory.histograms[start + 2 * bin]!;
      packed += memory.histograms[start + 2 * bin + 1]!;
    }
    return [gradient, packed];
  }

  /** Takes the small child's histogram off its parent's, which becomes the large child's; then searches both. */
  #findBoth(f: number, small: Leaf, large: Leaf): void {
    const { layout, memory, shapes } = this.#in;
    const size = 2 * (shapes[f]!.bins + 1);
    const start = 2 * layout.offset[f]!;
    const from = small.slot * layout.size * 2 + start;
    const to = large.slot * layout.size * 2 + start;
    const { histograms } = memory;
    for (let i = 0; i < size; i++) histograms[to + i]! -= histograms[from + i]!;
    this.#findSplit(f, 0, small.slot, small.gradient, small.packed);
    this.#findSplit(f, 1, large.slot, large.gradient, large.packed);
  }

  #record(child: number, f: number): number {
    return ((this.#step & 1) * 2 + child) * this.#in.shapes.length + f;
  }

  #findSplit(f: number, child: number, slot: number, gradient: number, packed: number): void {
    const { layout, memory, shapes, rules } = this.#in;
    const { bins, isCategorical } = shapes[f]!;
    const record = this.#record(child, f);
    const place: Split.SplitPlace = {
      histogram: memory.histograms,
      offset: slot * layout.size + layout.offset[f]!,
      bins,
      out: memory.records,
      sets: memory.sets,
      record,
    };
    if (isCategorical) Split.splitCategorical(place, rules, gradient, packed, this.#scratch);
    else Split.splitNumeric(place, rules, gradient, packed);
  }

  /** Reads the features' records: the best one, the lowest of equal ones, is the leaf's. */
  #decide(leaf: Leaf, child: number): Leaf {
    const { features, memory } = this.#in;
    const { records, sets } = memory;
    for (const f of features) {
      const gain = records[this.#record(child, f) * Split.STRIDE + Split.GAIN]!;
      if (gain > leaf.gain) {
        leaf.gain = gain;
        leaf.feature = f;
      }
    }
    if (leaf.feature < 0) return leaf;
    const record = this.#record(child, leaf.feature);
    const at = record * Split.STRIDE;
    leaf.best = {
      bin: records[at + Split.BIN]!,
      isMissingLeft: records[at + Split.MISSING_LEFT] === 1,
      leftGradient: records[at + Split.LEFT_GRADIENT]!,
      leftPacked: records[at + Split.LEFT_PACKED]!,
      set: sets.slice(record * Split.SET_WORDS, (record + 1) * Split.SET_WORDS),
    };
    return leaf;
  }
}

/** Writes each row to both sides and moves one of the two ends on: no branch to predict. */
function partition(
  memory: GrowMemory,
  words: Int32Array,
  base: number,
  shift: number,
  goesLeft: Uint8Array,
  from: number,
  to: number,
): number {
  const { rows, toLeft, toRight } = memory;
  let left = from;
  let right = from;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const isLeft = goesLeft[(words[base + row]! >>> shift) & 255]!;
    toLeft[left] = row;
    toRight[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  return left - from;
}
