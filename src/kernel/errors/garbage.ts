import type { ErrorEntry } from "./prumo-error.ts";

export const garbageErrors = {
  "garbage/under-way": {
    status: 409,
    message: "Garbage is being collected already.",
    repair: "Wait until it has ended, then run `prumo gc` again.",
  },
  "garbage/broken-off": {
    status: 503,
    message: "The collection of garbage was broken off: prumo ends.",
    repair: "Run `prumo gc` again; what is gone is gone, and nothing else is lost.",
  },
} as const satisfies Record<string, ErrorEntry>;
