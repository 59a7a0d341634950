import { fail } from "../../kernel/errors/prumo-error.ts";

export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

export interface Address {
  /** Origin and path, without credentials and without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes the address of a server apart; credentials in it count where none are given. */
export function readAddress(from: string, credentials: Credentials | undefined): Address {
  const refuse = (problem: string, cause?: unknown) =>
    fail("import/bad-address", { from: from.replace(/\/\/[^/@]*@/, "//").slice(0, 200), problem }, cause);
  if (!URL.canParse(from)) throw refuse("it is no URL");
  const url = new URL(from);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refuse(`${url.protocol} is neither http: nor https:`);
  }
  if (url.search !== "") throw refuse("it has a query");
  const own =
    url.username === ""
      ? undefined
      : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    headers: authorization(credentials ?? own),
  };
}

function authorization(credentials: Credentials | undefined): Record<string, string> {
  if (credentials === undefined) return {};
  if ("token" in credentials) return { authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}
