import { routes } from "../contract/http/routes.ts";
import { clientOf, type Client, type ClientOptions } from "./calls.ts";

export { ProblemError, type Client, type ClientOptions } from "./calls.ts";

/** A typed client of the HTTP API. Throws ProblemError on every non-2xx answer. */
export function createClient(options: ClientOptions): Client {
  return clientOf(routes, options);
}
