import type { ErrorEntry } from "./prumo-error.ts";

export const cliErrors = {} as const satisfies Record<string, ErrorEntry>;
