import type { ErrorEntry } from "./prumo-error.ts";

export const serverErrors = {} as const satisfies Record<string, ErrorEntry>;
