import type { ErrorEntry } from "./prumo-error.ts";

export const serverErrors = {
  "server/body-too-large": {
    status: 413,
    message: "The request body is larger than this operation takes.",
    repair: "Send it in smaller parts.",
  },
  "server/bad-body": {
    status: 400,
    message: "The request body cannot be read: {reason}",
    repair: "Send valid JSON with content-type application/json.",
  },
  "server/no-route": {
    status: 404,
    message: "There is no {method} {path}.",
    repair: "See /api/openapi.json for what there is.",
  },
  "server/foreign-host": {
    status: 403,
    message: "The Host header {host} is not one of this server's names.",
    repair: "Open prumo under http://127.0.0.1 or http://localhost with its port.",
  },
  "server/foreign-origin": {
    status: 403,
    message: "A page of {origin} may not change anything here.",
    repair: "Use prumo's own pages, or a client that sends no Origin header.",
  },
  "server/port-busy": {
    status: 500,
    message: "Port {port} of {host} is taken by another program.",
    repair: "Choose another with `prumo up --port 0` (any free one), or stop the other program.",
  },
  "server/not-loopback": {
    status: 500,
    exit: 2,
    message: "prumo has no authentication configured, so it does not listen on {host}.",
    repair: "Use `prumo up --host 127.0.0.1`; reach it from elsewhere through an SSH tunnel.",
  },
  "server/already-up": {
    status: 409,
    message: "This project is already served at {url} by process {pid}.",
    repair: "Use that one, or stop it first.",
  },
} as const satisfies Record<string, ErrorEntry>;
