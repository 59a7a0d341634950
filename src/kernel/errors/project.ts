import type { ErrorEntry } from "./prumo-error.ts";

export const projectErrors = {} as const satisfies Record<string, ErrorEntry>;
