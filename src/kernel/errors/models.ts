import type { ErrorEntry } from "./prumo-error.ts";

export const modelsErrors = {} as const satisfies Record<string, ErrorEntry>;
