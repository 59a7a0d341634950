import type { ErrorEntry } from "./prumo-error.ts";

export const pipelinesErrors = {} as const satisfies Record<string, ErrorEntry>;
