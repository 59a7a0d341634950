import type { Text } from "../../i18n/use-text.ts";
import type { RunColumn } from "./columns.ts";

/** `loss`, or `best loss` where it is not the last value. */
export function labelOf(column: RunColumn, { t, say }: Pick<Text, "t" | "say">): string {
  if (column.kind === "attribute") return say(`runs.attribute.${column.id}`);
  return column.aggregate === "last"
    ? column.key
    : `${t(`runs.aggregate.${column.aggregate}`)} ${column.key}`;
}
