import { fail } from "../kernel/errors/prumo-error.ts";
import type { Place } from "../lifecycle/experiments/index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Longer tokens are not ours: a place holds at most one long value of a tag. */
const longest = 16_384;

/** Tokens are opaque to clients: where to go on, as JSON in base64. `kind` keeps one list's from another's. */
export function writeToken(kind: string, fields: Fields): string {
  return Buffer.from(JSON.stringify({ kind, ...fields })).toString("base64");
}

/** What `writeToken` was given; undefined for anything else. */
export function readToken(kind: string, token: string): Fields | undefined {
  const fields = token.length > longest ? undefined : parse(Buffer.from(token, "base64").toString("utf8"));
  const isFields = typeof fields === "object" && fields !== null && !Array.isArray(fields);
  return isFields && (fields as Fields)["kind"] === kind ? (fields as Fields) : undefined;
}

/** The place of a search that a token holds; undefined when it holds none. */
export function readPlace(kind: string, token: string): Place | undefined {
  const place = readToken(kind, token)?.["place"];
  const isPlace =
    Array.isArray(place) &&
    place.length < 100 &&
    place.every((key) => typeof key === "string" || typeof key === "number");
  return isPlace ? place : undefined;
}

/** The place behind the cursor of a list of ours. */
export function placeAfter(kind: string, cursor: string | undefined): Place | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const place = readPlace(kind, cursor);
  if (place === undefined)
    throw fail("kernel/bad-input", { where: "cursor", problem: "it is no cursor of this list" });
  return place;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
