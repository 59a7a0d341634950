import type { FastifyInstance, FastifyRequest } from "fastify";
import type { App } from "../../app/app.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ArtifactFile } from "../../lifecycle/experiments/index.ts";
import { artifactAt } from "./artifact-root.ts";
import { sendArtifact } from "./send-artifact.ts";

const mostPageBytes = 16 * 1024 * 1024;

type Files = { Params: { id: string }; Querystring: { readonly [name: string]: unknown } };

/**
 * Bytes of artifacts, for browsers: `GET /api/v1/runs/:id/artifact?path=` answers the file, or a range of it, to be
 * saved; `…/artifact-page?path=` answers an HTML file to be shown, in a frame. `model=` names a logged model whose
 * files are meant.
 */
export function serveArtifacts(server: FastifyInstance, app: Pick<App, "experiments" | "blobs">): void {
  const { experiments, blobs } = app;
  const asked = async (request: FastifyRequest<Files>): Promise<ArtifactFile> => {
    const { path, model } = request.query;
    const owner = { runId: request.params.id, modelId: typeof model === "string" ? model : undefined };
    return artifactAt(experiments, owner, typeof path === "string" ? path : "");
  };
  server.route<Files>({
    method: ["GET", "HEAD"],
    url: "/api/v1/runs/:id/artifact",
    handler: async (request, reply) => sendArtifact(request, reply, blobs, await asked(request)),
  });
  server.get<Files>("/api/v1/runs/:id/artifact-page", async (request, reply) => {
    const file = await asked(request);
    const refuse = (problem: string) => fail("experiments/no-page", { path: file.path.slice(-300), problem });
    if (!/\.html?$/i.test(file.path)) throw refuse("it is no HTML");
    if (file.bytes > mostPageBytes) throw refuse("it is larger than 16 MiB");
    const bytes = await blobs.get(file.sha256);
    return reply
      .headers({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": pagePolicy(request.query["scripts"] === "1"),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      })
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}

/**
 * What a page that somebody's code wrote may do, however it is opened: it stands in an origin of its own (`sandbox`
 * without `allow-same-origin`) and reaches nothing over the network, this server included. What it shows it brings
 * along, as plots that are saved whole do.
 */
function pagePolicy(withScripts: boolean): string {
  return [
    withScripts ? "sandbox allow-scripts" : "sandbox",
    "default-src 'none'",
    "style-src 'unsafe-inline' data:",
    "img-src data: blob:",
    "font-src data:",
    "media-src data:",
    ...(withScripts ? ["script-src 'unsafe-inline' 'unsafe-eval' data: blob:", "worker-src blob:"] : []),
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}
