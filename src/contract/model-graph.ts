import type { Expression } from "./expression.ts";

/** The type of a raw column as a model takes it in. A timestamp travels as epoch milliseconds, UTC. */
export type ColumnType = "number" | "string" | "boolean" | "timestamp";

/**
 * A fitted model from raw columns to prediction: what a model version is in memory. `engines/onnx` writes
 * it as one ONNX file and reads it back; `engines/serving` compiles it to a row function. All that was
 * fitted (lookups, categories, bins) is in here, so serving cannot skew from training.
 */
export interface ModelGraph {
  /** Raw columns, in order. */
  readonly inputs: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Fitted lookups: key to value; both columns of equal length. */
  readonly lookups: { readonly [name: string]: Lookup };
  /** Features in the order in which the predictor reads them. */
  readonly features: readonly Feature[];
  readonly target: Target;
  readonly predictor: Predictor;
}

export interface Lookup {
  readonly keys: readonly string[];
  readonly values: readonly string[] | readonly number[];
}

export type Feature =
  | { readonly name: string; readonly kind: "numeric"; readonly expression: Expression }
  /** Code of a value = its place in `categories`; null or an unseen value is missing (NaN). */
  | {
      readonly name: string;
      readonly kind: "categorical";
      readonly expression: Expression;
      readonly categories: readonly string[];
    };

export type Target =
  | { readonly name: string; readonly kind: "binary" }
  | { readonly name: string; readonly kind: "multiclass"; readonly classes: readonly string[] }
  | { readonly name: string; readonly kind: "regression" };

export type Predictor = TreeEnsemble | LinearModel;

/**
 * Additive trees. Node arrays are parallel and of one length; a tree is the nodes from `roots[t]`.
 * At an inner node: missing (NaN) goes left when `missingLeft`; a numeric feature goes left when
 * `x <= threshold` (float32 compare); a categorical one goes left when bit `x` of its set is 1.
 * The raw score of output k is `base[k]` plus the leaf values of the trees with `treeOutput[t] === k`.
 * Leaf values and base are multiples of 2^-18 and scores stay below 2^5 in size, so float32 sums are exact in
 * any order and every runtime agrees.
 */
export interface TreeEnsemble {
  readonly kind: "trees";
  /** 1 for binary and regression, the number of classes for multiclass. */
  readonly outputs: number;
  /** identity: regression; logistic: binary; softmax: multiclass. Regression targets are standardised: y = score * scale + shift. */
  readonly link: "identity" | "logistic" | "softmax";
  readonly scale: number;
  readonly shift: number;
  readonly base: Float32Array;
  readonly roots: Int32Array;
  readonly treeOutput: Int32Array;
  /** Feature index, or -1 at a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Leaf value; 0 at inner nodes. */
  readonly value: Float32Array;
  /** Word offset of the node's category set in `sets`, or -1 at numeric nodes and leaves. */
  readonly setOffset: Int32Array;
  /** Bit sets, 32 categories a word, ceil(categories / 32) words each. */
  readonly sets: Uint32Array;
}

/**
 * Linear or logistic regression on standardised features. Categorical features are one-hot: one weight a
 * category. A missing numeric value counts as the mean (0 after scaling); a missing category adds nothing.
 */
export interface LinearModel {
  readonly kind: "linear";
  readonly outputs: number;
  readonly link: "identity" | "logistic" | "softmax";
  /** Of each numeric feature; 0 and 1 for categorical ones. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Start of the feature's weights within one output's weights; a numeric one has 1, a categorical one as many as categories. */
  readonly offset: Int32Array;
  /** outputs × width, row-major. */
  readonly weights: Float64Array;
  readonly intercept: Float64Array;
}
