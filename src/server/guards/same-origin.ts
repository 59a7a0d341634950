import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { sendProblem } from "../problem.ts";

const loopbackNames = new Set(["127.0.0.1", "localhost", "[::1]"]);
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** True for the names by which only this machine reaches itself. */
export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Against DNS rebinding: the Host must be a loopback name. Against cross-site requests: what changes
 * something must come from our own origin, or from a client that is no browser (no Origin, no Sec-Fetch-Site).
 */
export function guardOrigin(server: FastifyInstance): void {
  // No promise on the way of a request: this runs before every one of them.
  server.addHook("onRequest", (request, reply, done) => {
    const refusal = refusalOf(request.method, request.headers);
    if (refusal === undefined) done();
    else sendProblem(reply, refusal);
  });
}

/** Why a request is refused, if it is. */
export function refusalOf(method: string, headers: IncomingHttpHeaders): PrumoError | undefined {
  const host = headers.host ?? "";
  if (!isLoopback(hostName(host))) return fail("server/foreign-host", { host: host.slice(0, 200) });
  if (safeMethods.has(method)) return undefined;
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  const isForeign =
    origin === undefined
      ? site === "cross-site" || site === "same-site"
      : originHost(origin) !== host.toLowerCase();
  if (!isForeign) return undefined;
  return fail("server/foreign-origin", { origin: String(origin ?? site).slice(0, 200) });
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined;
}
