import type { ErrorEntry } from "./prumo-error.ts";

export const datasetsErrors = {} as const satisfies Record<string, ErrorEntry>;
