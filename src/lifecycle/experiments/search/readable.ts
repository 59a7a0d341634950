import { SearchSyntaxError } from "../../../engines/search/query.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";

/** Reads a filter or an order; what cannot be read is experiments/bad-search. */
export function readable<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof SearchSyntaxError) {
      throw fail("experiments/bad-search", { problem: error.message, at: error.at + 1 }, error);
    }
    throw error;
  }
}
