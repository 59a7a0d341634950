export type CellValue = string | number | null;

/**
 * The filter of every list: words that must all occur, and conditions on a column by its key:
 * `state=failed`, `rows>1000`, `name!=x`. Case does not matter; a word in double quotes may hold spaces.
 */
export function parseFilter(text: string): readonly Condition[] {
  return (text.match(/[^\s"]*"[^"]*"|\S+/g) ?? []).map((raw) => {
    const word = raw.replaceAll('"', "");
    const parts = /^([A-Za-z][\w.]*)(!=|>=|<=|=|>|<)(.+)$/.exec(word);
    if (!parts) return { kind: "word", word: word.toLowerCase() } as const;
    const [, key = "", operator = "=", value = ""] = parts;
    return { kind: "condition", key, operator, value: value.toLowerCase() } as const;
  });
}

export type Condition =
  | { readonly kind: "word"; readonly word: string }
  | {
      readonly kind: "condition";
      readonly key: string;
      readonly operator: string;
      readonly value: string;
    };

/** Does a row, read by column key, meet every condition? A column that does not exist meets none. */
export function meets(
  conditions: readonly Condition[],
  keys: readonly string[],
  read: (key: string) => CellValue,
): boolean {
  return conditions.every((condition) => {
    if (condition.kind === "word")
      return keys.some((key) =>
        String(read(key) ?? "")
          .toLowerCase()
          .includes(condition.word),
      );
    return keys.includes(condition.key) && compare(read(condition.key), condition.operator, condition.value);
  });
}

function compare(have: CellValue, operator: string, want: string): boolean {
  if (operator === "=") return String(have ?? "").toLowerCase() === want;
  if (operator === "!=") return String(have ?? "").toLowerCase() !== want;
  const number = Number(want);
  if (typeof have !== "number" || Number.isNaN(number)) return false;
  if (operator === ">") return have > number;
  if (operator === ">=") return have >= number;
  return operator === "<" ? have < number : have <= number;
}
