import type { ErrorEntry } from "./prumo-error.ts";

export const sourcesErrors = {
  "sources/unreadable-file": {
    status: 422,
    message: "The file {file} cannot be read: {problem}",
    repair: "Replace {file} with a whole, valid copy and run the step again; nothing of it was kept.",
  },
  "sources/file-missing": {
    status: 404,
    message: "There is no file {file}.",
    repair: "Correct the path of the source in the project file, or put the file there.",
  },
  "sources/outside-project": {
    status: 403,
    message: "The source {path} lies outside the project directory.",
    repair: "Put the file inside the project directory, or name a package's file as npm:package/path.",
  },
  "sources/package-missing": {
    status: 404,
    message: "The package {package}, which the source {path} names, is not installed.",
    repair: "Install it in the project with `npm install {package}`.",
  },
  "sources/unknown-source": {
    status: 404,
    message: "There is no source {name}. {advice}",
    repair: "List the sources of the project with `prumo flow`, or declare a dataset {name} in it.",
  },
  "sources/bad-transition": {
    status: 409,
    message: "The source {name} is {state}; it cannot {event} now.",
    repair: "Start a read of {name} first: run a pipeline that ingests it.",
  },
} as const satisfies Record<string, ErrorEntry>;
