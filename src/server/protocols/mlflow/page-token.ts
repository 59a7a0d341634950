import { readToken as read } from "../../page-token.ts";
import { invalid } from "./mlflow-error.ts";

export { writeToken } from "../../page-token.ts";

/** What `writeToken` was given; anything else is refused. */
export function readToken(kind: string, token: string): Readonly<Record<string, unknown>> {
  const fields = read(kind, token);
  if (fields === undefined) throw invalid("Invalid page token, decoded value is no page of this list");
  return fields;
}
