import type { ErrorEntry } from "./prumo-error.ts";

export const deploymentsErrors = {} as const satisfies Record<string, ErrorEntry>;
