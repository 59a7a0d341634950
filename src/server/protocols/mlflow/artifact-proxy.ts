import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sendArtifact } from "../../artifacts/send-artifact.ts";
import { int, isObject, readFields, required, text } from "./fields.ts";
import { invalid, MlflowError } from "./mlflow-error.ts";
import { readBody } from "./read-body.ts";
import type { House } from "./rpc.ts";
import { filePath, safePath } from "./safe-path.ts";
import { fileInfo } from "./tracking-json.ts";

type Wild = { Params: { "*": string } };

/** `/mlflow-artifacts/…`: files by path, whole, in ranges and in parts. */
export async function artifactProxy(server: FastifyInstance, { experiments, blobs }: House): Promise<void> {
  // Bodies are files of any size and type: they flow to the store and are never held.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  const at = (request: FastifyRequest) => filePath((request.params as Wild["Params"])["*"]);

  server.get<{ Querystring: { path?: unknown } }>("/artifacts", async ({ query }) => {
    const folder = safePath(typeof query.path === "string" ? query.path : "");
    return { files: (await experiments.listArtifacts(folder)).map(fileInfo) };
  });
  server.route<Wild>({
    method: ["GET", "HEAD"],
    url: "/artifacts/*",
    handler: async (request, reply) => {
      const path = at(request);
      const file = await experiments.artifactFile(path);
      if (file === undefined) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
      return sendArtifact(request, reply, blobs, file);
    },
  });
  server.put<Wild>("/artifacts/*", async (request, reply) => {
    const path = at(request);
    await blobs.naming(async () =>
      experiments.linkArtifacts([{ ...(await blobs.put(bodyOf(request))), path }]),
    );
    return reply.send();
  });
  server.delete<Wild>("/artifacts/*", async (request) => {
    await experiments.unlinkArtifacts(at(request));
    return {};
  });
  server.get<Wild>("/presigned/*", async (request) => {
    const path = at(request);
    const file = await experiments.artifactFile(path);
    if (file === undefined) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
    const url = `${addressOf(request)}/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;
    return { url, headers: {}, file_size: file.bytes };
  });

  server.post<Wild>("/mpu/create/*", async (request) => {
    const folder = at(request);
    const asked = readFields({ path: text, num_parts: required(int) }, await jsonOf(request));
    const { num_parts: parts } = asked;
    const id = await experiments.uploads.begin(wholePath(folder, asked), parts);
    const credentials = Array.from({ length: parts }, (_, index) => ({
      url: `${addressOf(request)}/mpu/part/${id}/${index + 1}`,
      part_number: index + 1,
      headers: {},
    }));
    return { upload_id: id, credentials };
  });
  server.put<{ Params: { id: string; part: string } }>("/mpu/part/:id/:part", async (request, reply) => {
    const { id, part } = request.params;
    const { sha256 } = await experiments.uploads.part(id, Number(part), bodyOf(request));
    return reply.header("etag", `"${sha256}"`).send({});
  });
  server.post<Wild>("/mpu/complete/*", async (request) => {
    const folder = at(request);
    const asked = readFields({ path: text, upload_id: required(text) }, await jsonOf(request));
    await experiments.uploads.complete(asked.upload_id, wholePath(folder, asked));
    return {};
  });
  server.post<Wild>("/mpu/abort/*", async (request) => {
    const folder = at(request);
    const asked = readFields({ path: text, upload_id: required(text) }, await jsonOf(request));
    await experiments.uploads.abort(asked.upload_id, wholePath(folder, asked));
    return {};
  });
}

function bodyOf(request: FastifyRequest): Readable {
  return (request.body ?? request.raw) as Readable;
}

/** Where this proxy is served, for addresses that clients are to call. */
function addressOf(request: FastifyRequest): string {
  const base = request.url.slice(0, request.url.indexOf("/mlflow-artifacts/"));
  return `${request.protocol}://${request.host}${base}/mlflow-artifacts`;
}

/** The address names the folder of an upload; its body the client's own path of the file, whose name is kept. */
function wholePath(folder: string, { path }: { readonly path?: string | undefined }): string {
  return filePath(`${folder}/${posix.basename(path ?? "")}`);
}

async function jsonOf(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  const parsed: unknown = JSON.parse((await readBody(bodyOf(request))).toString("utf8") || "{}");
  if (!isObject(parsed)) throw invalid("The request body must be a JSON object.");
  return parsed;
}
