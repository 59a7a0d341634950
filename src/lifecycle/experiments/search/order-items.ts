import { parseOrderBy } from "../../../engines/search/parse-order-by.ts";
import { SearchSyntaxError } from "../../../engines/search/query.ts";
import { splitOrder } from "../../../engines/search/split-order.ts";
import { readable } from "./readable.ts";

/** The terms of an order of runs that is one text: `best(metrics.auc) DESC, start_time`; errors name the place in it. */
export function orderItems(order: string | undefined): string[] {
  if (order === undefined || order.trim() === "") return [];
  return readable(() => {
    let from = 0;
    return splitOrder(order).map((item) => {
      const at = order.indexOf(item, from);
      from = at + item.length;
      checkTerm(item, at);
      return item;
    });
  });
}

function checkTerm(item: string, at: number): void {
  try {
    parseOrderBy([item], "run");
  } catch (error) {
    throw error instanceof SearchSyntaxError ? new SearchSyntaxError(error.message, at + error.at) : error;
  }
}
