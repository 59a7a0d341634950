import { tokens } from "./tokens.ts";

/** The comma-separated terms of an order, each as it is written; commas within quotes separate nothing. */
export function splitOrder(text: string): string[] {
  const items: string[] = [];
  let from = 0;
  for (const { kind, text: symbol, at, end } of tokens(text)) {
    if (kind !== "end" && (kind !== "symbol" || symbol !== ",")) continue;
    items.push(text.slice(from, at).trim());
    from = end;
  }
  return items;
}
