import type { Rpc } from "./rpc.ts";

/** Every procedure that is served, by topic. */
export const rpcs: readonly Rpc[] = [];
