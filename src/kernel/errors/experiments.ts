import type { ErrorEntry } from "./prumo-error.ts";

export const experimentsErrors = {} as const satisfies Record<string, ErrorEntry>;
