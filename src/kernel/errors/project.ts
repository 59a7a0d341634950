import type { ErrorEntry } from "./prumo-error.ts";

export const projectErrors = {
  "project/not-found": {
    status: 404,
    exit: 2,
    message: "There is no prumo.config.ts or prumo.yaml in {directory}.",
    repair: "Go to the project's folder, or start one with `prumo init`.",
  },
  "project/unreadable": {
    status: 422,
    message: "{place}: {problem}",
    repair: "Correct that line of the project file.",
  },
  "project/invalid": {
    status: 422,
    message: "{place}: {path} is {found}, but {expected} is expected.",
    repair: "{advice}",
  },
  "project/unknown-name": {
    status: 422,
    message: "{place}: {path} names {kind} {name}, which the project does not declare.",
    repair: "{advice}",
  },
  "project/unknown-column": {
    status: 422,
    message: "There is no column {column} in {where}.",
    repair: "{advice}",
  },
  "project/unknown-lookup": {
    status: 422,
    exit: 2,
    message: "There is no lookup {lookup}.",
    repair: "{advice}",
  },
  "project/bad-expression": {
    status: 422,
    exit: 2,
    message: "The expression {expression} cannot be used: {problem}.",
    repair: "Change the expression in the project file.",
  },
  "project/folder-not-empty": {
    status: 409,
    message: "{directory} already holds {found}.",
    repair: "Choose an empty folder: `prumo init <dir>`.",
  },
  "project/unknown-template": {
    status: 422,
    exit: 2,
    message: "There is no template {template}.",
    repair: "Use one of: {templates}.",
  },
} as const satisfies Record<string, ErrorEntry>;
