import type { ErrorEntry } from "./prumo-error.ts";

export const kernelErrors = {
  "kernel/unexpected": {
    status: 500,
    message: "Something failed that prumo did not foresee: {reason}",
    repair: "Run again with --verbose for the stack trace and report it with the output of `prumo doctor`.",
  },
  "kernel/not-found": {
    status: 404,
    message: "There is no {kind} {id}.",
    repair: "List what there is with `prumo {kind} list`.",
  },
  "kernel/bad-input": {
    status: 422,
    exit: 2,
    message: "{where} is not valid: {problem}",
    repair: "Correct {where} and try again.",
  },
} as const satisfies Record<string, ErrorEntry>;
