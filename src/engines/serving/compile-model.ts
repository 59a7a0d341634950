import type { Feature, ModelGraph, Predictor } from "../../contract/model-graph.ts";
import {
  compileExpression,
  type Frame,
  makeFrame,
  type NumberAt,
  toCategory,
  valueAt,
} from "../expressions/to-function.ts";
import { loadColumn, loadValue, type RawColumn } from "./raw-values.ts";
import { compileLinear } from "./score-linear.ts";
import type { RawScorer } from "../trees/raw-scorer.ts";
import { compileTrees } from "../trees/score.ts";

/** A model from raw columns to predictions. Not re-entrant, as its buffers are its own; it never awaits. */
export interface CompiledModel {
  readonly inputs: ModelGraph["inputs"];
  /** Numbers a row: the classes of a multiclass model, else 1. */
  readonly width: number;
  /**
   * Probability of the positive class (binary), of each class (multiclass) or the value (regression).
   * Throws `predictions/bad-input` for a column that is missing or of another type; further keys are ignored.
   */
  scoreRow(row: Readonly<Record<string, unknown>>): Float64Array;
  /** As `scoreRow`, row-major. */
  scoreRows(rows: readonly Readonly<Record<string, unknown>>[]): Float64Array;
  /** As `scoreRows`, from whole columns; for millions of rows. */
  scoreColumns(columns: Readonly<Record<string, RawColumn>>, rows: number): Float64Array;
  /** What the predictor sees: float32, row-major, [rows × features]; NaN is missing, categories are places. */
  featureMatrix(columns: Readonly<Record<string, RawColumn>>, rows: number): Float32Array;
}

/** Rows scored at a time: their features stay in the cache while all trees pass over them. */
const blockRows = 256;

export function compileModel(model: ModelGraph): CompiledModel {
  const frame = makeFrame(model.inputs);
  const features = model.features.map((feature) => compileFeature(feature, frame, model));
  const count = features.length;
  const { predictor } = model;
  const width = predictor.outputs;
  const score = compilePredictor(model);
  const link = compileLink(model);
  const matrix = new Float32Array(blockRows * count);

  const fill = (from: number, rows: number, into: Float32Array): void => {
    for (let f = 0; f < count; f++) {
      const at = features[f] as NumberAt;
      for (let i = 0; i < rows; i++) into[i * count + f] = at(from + i);
    }
  };

  const oneRow = frame.map(() => new Float64Array(1));
  const scoreInto = (row: Readonly<Record<string, unknown>>, scores: Float64Array): void => {
    for (const cell of frame) loadValue(cell, row);
    for (let f = 0; f < count; f++) matrix[f] = (features[f] as NumberAt)(0);
    score(matrix, 1, scores);
    link(scores, 1);
  };
  /** The cells may still hold a caller's columns, which must not be written to. */
  const ownCells = (): void => {
    for (const [i, cell] of frame.entries()) {
      cell.numbers = oneRow[i] as Float64Array;
      cell.texts = [null];
    }
  };
  const loadColumns = (columns: Readonly<Record<string, RawColumn>>, rows: number): void => {
    for (const cell of frame) {
      loadColumn(cell, Object.hasOwn(columns, cell.name) ? columns[cell.name] : undefined, rows);
    }
  };
  ownCells();

  return {
    inputs: model.inputs,
    width,
    scoreRow(row) {
      const scores = new Float64Array(width);
      scoreInto(row, scores);
      return scores;
    },
    scoreRows(rows) {
      const scores = new Float64Array(rows.length * width);
      for (let i = 0; i < rows.length; i++) {
        scoreInto(rows[i] as Record<string, unknown>, scores.subarray(i * width, (i + 1) * width));
      }
      return scores;
    },
    scoreColumns(columns, rows) {
      try {
        loadColumns(columns, rows);
        const scores = new Float64Array(rows * width);
        for (let from = 0; from < rows; from += blockRows) {
          const size = Math.min(blockRows, rows - from);
          fill(from, size, matrix);
          score(matrix, size, scores.subarray(from * width, (from + size) * width));
        }
        link(scores, rows);
        return scores;
      } finally {
        ownCells();
      }
    },
    featureMatrix(columns, rows) {
      try {
        loadColumns(columns, rows);
        const all = new Float32Array(rows * count);
        fill(0, rows, all);
        return all;
      } finally {
        ownCells();
      }
    },
  };
}

/** A feature as a number: itself, or the place of its category; NaN is missing. */
function compileFeature(feature: Feature, frame: Frame, model: ModelGraph): NumberAt {
  const compiled = compileExpression(feature.expression, frame, model.lookups);
  if (feature.kind === "numeric") return compiled.type === "string" ? () => NaN : compiled.at;
  const places = new Map(feature.categories.map((category, place) => [category, place]));
  if (compiled.type === "string") {
    const { at } = compiled;
    return (i) => {
      const text = at(i);
      return text === null ? NaN : (places.get(text) ?? NaN);
    };
  }
  return (i) => {
    const text = toCategory(valueAt(compiled, i));
    return text === null ? NaN : (places.get(text) ?? NaN);
  };
}

/** Raw scores of the predictor over a matrix of its features. */
export function compilePredictor({
  predictor,
  features,
}: {
  readonly predictor: Predictor;
  readonly features: readonly { readonly kind: Feature["kind"] }[];
}): RawScorer {
  return predictor.kind === "trees"
    ? compileTrees(predictor, features.length)
    : compileLinear(
        predictor,
        features.map(({ kind }) => kind === "categorical"),
      );
}

/** Turns raw scores into predictions, in place. */
export function compileLink({
  predictor,
}: {
  readonly predictor: Predictor;
}): (scores: Float64Array, rows: number) => void {
  const { outputs } = predictor;
  switch (predictor.link) {
    case "identity": {
      const scale = predictor.kind === "trees" ? predictor.scale : 1;
      const shift = predictor.kind === "trees" ? predictor.shift : 0;
      return (scores, rows) => {
        for (let i = 0; i < rows; i++) scores[i] = (scores[i] as number) * scale + shift;
      };
    }
    case "logistic":
      return (scores, rows) => {
        for (let i = 0; i < rows; i++) scores[i] = 1 / (1 + Math.exp(-(scores[i] as number)));
      };
    case "softmax":
      return (scores, rows) => {
        for (let row = 0; row < rows; row++) softmax(scores.subarray(row * outputs, (row + 1) * outputs));
      };
  }
}

function softmax(scores: Float64Array): void {
  let largest = -Infinity;
  for (const score of scores) largest = Math.max(largest, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    const weight = Math.exp((scores[k] as number) - largest);
    scores[k] = weight;
    sum += weight;
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) / sum;
}
