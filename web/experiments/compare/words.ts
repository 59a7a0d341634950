import { useMemo } from "react";
import { useText } from "../../i18n/use-text.ts";
import type { Field, Value } from "./fields.ts";

export type Choices = { group: string; items: { value: string; label: string }[] }[];

export interface FieldWords {
  /** As one reads a field: `depth`, `auc · best`. */
  readonly label: (field: Field) => string;
  readonly value: (value: Value) => string;
  /** A mark of an axis: all its digits, or a power of ten. */
  readonly mark: (value: number | string) => string;
  /** Groups for a list to choose from. */
  readonly choices: (fields: readonly Field[]) => Choices;
}

export function useFieldWords(): FieldWords {
  const { t, say, format } = useText();
  return useMemo(() => {
    const label = (field: Field) => {
      if (field.type === "duration") return t("compare.duration");
      return field.type === "param" ? field.key : `${field.key} · ${say(`compare.${field.aggregate}`)}`;
    };
    const mark = (value: number | string) => {
      if (typeof value === "string") return value;
      return Math.abs(value) >= 100_000 ? format.compact(value) : format.number(value, 6);
    };
    return {
      label,
      mark,
      value: (value) => (value === null ? "–" : typeof value === "number" ? format.number(value, 5) : value),
      choices: (fields) => {
        const group = (name: string, type: Field["type"]) => ({
          group: name,
          items: fields
            .filter((field) => field.type === type)
            .map((field) => ({ value: field.id, label: label(field) })),
        });
        return [
          group(t("compare.metrics"), "metric"),
          group(t("compare.params"), "param"),
          group(t("compare.other"), "duration"),
        ].filter(({ items }) => items.length > 0);
      },
    };
  }, [t, say, format]);
}
