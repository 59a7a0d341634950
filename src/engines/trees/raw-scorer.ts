/**
 * Raw scores (base and leaf values, before the link) of the first `rows` rows of a row-major float32 feature
 * matrix, into `scores` [rows × outputs]. Not re-entrant, as its buffers are its own; it never awaits.
 */
export type RawScorer = (matrix: Float32Array, rows: number, scores: Float64Array) => void;
