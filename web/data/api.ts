import { queryOptions, QueryClient } from "@tanstack/react-query";
import { places } from "virtual:prumo-places";
import { clientOf, ProblemError, type Client } from "../../src/client/calls.ts";

/** The one door to the server. */
export const api = clientOf(places, { baseUrl: "" });

type Operation<S extends keyof Client, O extends keyof Client[S]> = Client[S][O] extends (
  ...input: infer Input extends readonly unknown[]
) => Promise<infer Answer>
  ? { input: Input; answer: Answer }
  : never;

/** A read of the contract as a query; its key is station, operation, input, so events can find it. */
export function ask<S extends keyof Client, O extends keyof Client[S] & string>(
  station: S,
  operation: O,
  ...input: Operation<S, O>["input"]
) {
  type Answer = Operation<S, O>["answer"];
  const call = api[station][operation] as unknown as (...input: readonly unknown[]) => Promise<Answer>;
  return queryOptions({
    queryKey: [station, operation, ...input] as readonly unknown[],
    queryFn: () => call(...input),
  });
}

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // What the server refused it will refuse again; only a lost connection is worth a second try.
        retry: (count, error) => count < 2 && !(error instanceof ProblemError),
      },
    },
  });
}
