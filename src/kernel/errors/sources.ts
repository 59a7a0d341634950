import type { ErrorEntry } from "./prumo-error.ts";

export const sourcesErrors = {} as const satisfies Record<string, ErrorEntry>;
