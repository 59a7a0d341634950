import type { ColumnType } from "../../contract/model-graph.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";

const numbers =
  /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U(INTEGER|BIGINT|SMALLINT|TINYINT)|FLOAT|DOUBLE|REAL|DECIMAL.*|BIGNUM)$/;

/** The type of a column as prumo speaks of it, from the table engine's own. What has no better match is text. */
export function columnTypeOf(storageType: string): ColumnType {
  const type = storageType.toUpperCase();
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE" || type.startsWith("TIMESTAMP")) return "timestamp";
  return numbers.test(type) ? "number" : "string";
}

/** The error for a column that is not there, with the one that was probably meant. */
export function unknownColumn(where: string, column: string, known: readonly string[]): PrumoError {
  const near = nearest(column, known);
  const advice = near === undefined ? `It has ${known.join(", ")}.` : `Did you mean ${near}?`;
  return fail("datasets/unknown-column", { where, column, advice });
}
