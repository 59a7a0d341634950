import type { ErrorEntry } from "./prumo-error.ts";

export const predictionsErrors = {
  "predictions/bad-input": {
    status: 422,
    exit: 2,
    message: "Column {column} is {found} where {expected} is expected.",
    repair: "Send {column} as {expected}; `prumo model show` lists the columns of a model.",
  },
  "predictions/bad-row": {
    status: 422,
    exit: 2,
    message: "Row {row}: column {column} is {found} where {expected} is expected.",
    repair: "Correct row {row} (counted from 0) and send all rows again; none was answered.",
  },
  "predictions/unknown": {
    status: 404,
    message: "There is no prediction {id} in the log.",
    repair: "Predictions appear in the log within two seconds; look at the newest under /predictions.",
  },
  "predictions/bad-label": {
    status: 422,
    exit: 2,
    message: "Label {index} is not valid: {problem}",
    repair: "Send labels as {expected}.",
  },
  "predictions/too-many-labels": {
    status: 429,
    message: "{waiting} labels of {deployment} have no prediction in the log; no more are taken.",
    repair: "Send labels under the ids that predictions were answered with, once each.",
  },
  "predictions/label-log": {
    status: 507,
    message: "The label could not be written to {path}: {reason}",
    repair: "Free space on that disk or repair its rights, then send the labels again.",
  },
} as const satisfies Record<string, ErrorEntry>;
