import type { ErrorEntry } from "./prumo-error.ts";

export const predictionsErrors = {
  "predictions/bad-input": {
    status: 422,
    exit: 2,
    message: "Column {column} is {found} where {expected} is expected.",
    repair: "Send {column} as {expected}; `prumo model show` lists the columns of a model.",
  },
} as const satisfies Record<string, ErrorEntry>;
