import type { ErrorEntry } from "./prumo-error.ts";

export const storageErrors = {} as const satisfies Record<string, ErrorEntry>;
