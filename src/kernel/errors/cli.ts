import type { ErrorEntry } from "./prumo-error.ts";

export const cliErrors = {
  "cli/unknown-command": {
    status: 400,
    exit: 2,
    message: "There is no command {command}.",
    repair: "{advice}",
  },
  "cli/usage": {
    status: 400,
    exit: 2,
    message: "{problem}",
    repair: "See `prumo {command} --help`.",
  },
  "cli/bad-rows": {
    status: 400,
    exit: 2,
    message: "The rows cannot be read: {problem}",
    repair:
      "Give a JSON array of objects: `prumo predict {deployment} --file rows.json`; `prumo predict --help` shows an example.",
  },
  "cli/missing-for-demo": {
    status: 500,
    message: "The demo's example project is not part of this installation.",
    repair: "Clone prumo's repository and run `npm install && npm run demo` there.",
  },
} as const satisfies Record<string, ErrorEntry>;
