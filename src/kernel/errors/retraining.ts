import type { ErrorEntry } from "./prumo-error.ts";

export const retrainingErrors = {} as const satisfies Record<string, ErrorEntry>;
