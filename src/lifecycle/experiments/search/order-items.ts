import { splitOrder } from "../../../engines/search/split-order.ts";
import { readable } from "./readable.ts";

/** The terms of an order that is one text: `best(metrics.auc) DESC, start_time`. */
export function orderItems(order: string | undefined): string[] {
  return order === undefined || order.trim() === "" ? [] : readable(() => splitOrder(order));
}
