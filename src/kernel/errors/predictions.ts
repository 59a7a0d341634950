import type { ErrorEntry } from "./prumo-error.ts";

export const predictionsErrors = {} as const satisfies Record<string, ErrorEntry>;
