import type { ErrorEntry } from "./prumo-error.ts";

export const retrainingErrors = {
  "retraining/no-response": {
    status: 404,
    message: "There is no response {id}.",
    repair: "List the responses with `prumo retraining list`.",
  },
  "retraining/bad-transition": {
    status: 409,
    message: "A response that is {from} cannot become {to}.",
    repair: "Look at its state with `prumo retraining list`.",
  },
} as const satisfies Record<string, ErrorEntry>;
