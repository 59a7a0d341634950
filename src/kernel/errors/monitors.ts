import type { ErrorEntry } from "./prumo-error.ts";

export const monitorsErrors = {
  "monitors/not-declared": {
    status: 404,
    message: "The project declares no monitor {monitor}.",
    repair: "Use one of: {known}, or declare it in the project file.",
  },
  "monitors/no-report": {
    status: 404,
    message: "There is no drift report {id}.",
    repair: "List the reports with `prumo monitor show`.",
  },
  "monitors/no-alert": {
    status: 404,
    message: "There is no alert {id}.",
    repair: "List the alerts with `prumo monitor show`.",
  },
  "monitors/bad-transition": {
    status: 409,
    message: "An alert that is {from} cannot become {to}.",
    repair: "Look at its state with `prumo monitor show`.",
  },
} as const satisfies Record<string, ErrorEntry>;
