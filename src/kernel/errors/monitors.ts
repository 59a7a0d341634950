import type { ErrorEntry } from "./prumo-error.ts";

export const monitorsErrors = {} as const satisfies Record<string, ErrorEntry>;
