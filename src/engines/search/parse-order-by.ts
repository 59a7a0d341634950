import { readField } from "./fields.ts";
import { type OrderTerm, type SearchKind, SearchSyntaxError } from "./query.ts";
import { TokenReader, tokens } from "./tokens.ts";

/** Reads `metrics.loss ASC`, `best(metrics.auc) DESC`, `start_time`. The same field twice is refused. */
export function parseOrderBy(items: readonly string[], kind: SearchKind): OrderTerm[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const reader = new TokenReader(tokens(item));
    const field = readField(reader, kind);
    const direction = reader.word("ASC", "DESC") ?? "ASC";
    if (!reader.isAtEnd) throw reader.fail(`Invalid order_by clause '${item.slice(0, 200)}'`);
    const name = JSON.stringify(field);
    if (seen.has(name))
      throw new SearchSyntaxError(`\`order_by\` contains duplicate fields: ${item.slice(0, 200)}`, 0);
    seen.add(name);
    return { field, isAscending: direction === "ASC" };
  });
}
