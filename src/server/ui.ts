import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The built web UI: files under /assets for ever, and index.html for every page's address. */
export async function serveUi(server: FastifyInstance, directory: string): Promise<void> {
  const index = join(directory, "index.html");
  if (!existsSync(index)) {
    server.get("/", (_request, reply) =>
      reply.type("text/plain").send("The web UI is not built: run `npm run prepare`.\n"),
    );
    return;
  }
  const page = readFileSync(index);
  const sendPage = {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
  await server.register(fastifyStatic, {
    root: directory,
    index: false,
    wildcard: false,
    immutable: true,
    maxAge: "365d",
  });
  server.get("/", (_request, reply) => reply.headers(sendPage).type("text/html").send(page));
  server.get("/*", (request, reply) => {
    if (isNoPage(request.url)) {
      reply.callNotFound();
      return reply;
    }
    return reply.headers(sendPage).type("text/html").send(page);
  });
}

/**
 * An address of the API, or of a file that is not there: those are at the root or under /assets. Further down a dot may
 * be part of a name, and behind `?` of what was searched for.
 */
function isNoPage(url: string): boolean {
  const [path = ""] = url.split("?");
  return /^\/(api|ajax-api|v2|assets)\//.test(path) || /^\/[^/]*\.[^/]*$/.test(path);
}
