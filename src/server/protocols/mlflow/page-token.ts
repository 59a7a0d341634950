import { isObject } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";

/** Tokens are opaque to clients: where to go on, as JSON in base64. `kind` keeps one list's from another's. */
export function writeToken(kind: string, place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify({ kind, ...place })).toString("base64");
}

/** What `writeToken` was given; anything else is refused. */
export function readToken(kind: string, token: string): Readonly<Record<string, unknown>> {
  const place = parse(Buffer.from(token.slice(0, 4_096), "base64").toString("utf8"));
  if (!isObject(place) || place["kind"] !== kind)
    throw invalid("Invalid page token, decoded value is no page of this list");
  return place;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
