import type { z } from "zod";
import type { Route, RouteTable } from "../contract/http/route.ts";

/** What a handler is given: the parts which the route declares, parsed. */
export interface Input<R extends Route> {
  readonly params: z.output<R["params"]>;
  readonly query: z.output<R["query"]>;
  readonly body: z.output<R["body"]>;
}

/** One function for each operation of a route table; the type checker finds a missing one. */
export type Handlers<Table extends RouteTable> = {
  readonly [Name in keyof Table]: (input: Input<Table[Name]>) => Promise<z.input<Table[Name]["answer"]>>;
};
