import type { FastifyInstance } from "fastify";
import { below, storePath } from "../../../lifecycle/experiments/index.ts";
import { sendArtifact } from "../../artifacts/send-artifact.ts";
import { int, required, text } from "./fields.ts";
import { invalid, MlflowError } from "./mlflow-error.ts";
import { type House, rpc } from "./rpc.ts";
import { filePath, safePath } from "./safe-path.ts";
import { fileInfo, some } from "./tracking-json.ts";
import { versionOf } from "./version-arguments.ts";

async function listing(house: House, root: string, path: string) {
  const folder = safePath(path);
  const entries = await house.experiments.listArtifacts(below(storePath(root), folder));
  return {
    root_uri: root,
    files: some(entries.map((entry) => fileInfo({ ...entry, path: below(folder, entry.path) }))),
  };
}

const direct = (what: string, of: string) =>
  invalid(
    `Presigned ${what} is not supported for ${of} (artifact URI scheme: mlflow-artifacts). This endpoint requires a direct cloud storage artifact URI.`,
  );

/** Artifacts by their owner: a run or a logged model. */
export const artifactRpcs = [
  rpc(
    "GET",
    "artifacts/list",
    { run_id: required(text, "run_uuid"), path: text, page_token: text },
    async (input, house) => {
      const path = safePath(input.path ?? "");
      const { artifactRoot } = await house.experiments.run(input.run_id);
      return listing(house, artifactRoot, path);
    },
  ),
  rpc(
    "GET",
    "logged-models/:model_id/artifacts/directories",
    { model_id: required(text), artifact_directory_path: text, page_token: text },
    async (input, house) => {
      const { artifactRoot } = await house.experiments.loggedModel(input.model_id);
      return listing(house, artifactRoot, input.artifact_directory_path ?? "");
    },
  ),
  rpc(
    "POST",
    "artifacts/presigned-upload-url",
    { run_id: text, model_id: text, path: required(text), expiration: int },
    async (input, house) => {
      if (Boolean(input.run_id) === Boolean(input.model_id)) {
        throw invalid("Exactly one of run_id and model_id must be provided.");
      }
      filePath(input.path);
      if (input.run_id) await house.experiments.run(input.run_id);
      else await house.experiments.loggedModel(input.model_id ?? "");
      throw direct("upload", "proxied artifact storage");
    },
  ),
  rpc(
    "POST",
    "artifacts/presigned-download-url",
    { run_id: required(text), path: required(text), expiration: int },
    async (input, house) => {
      filePath(input.path);
      await house.experiments.run(input.run_id);
      throw direct("download", "runs with proxied artifact storage");
    },
  ),
];

type FileQuery = { readonly [name: string]: unknown };

/** A value of the query; of several under one name none counts. */
function one(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Files by their owner, for browsers: `/get-artifact` and the like. */
export function serveOwnedArtifacts(server: FastifyInstance, house: House): void {
  const send = async (
    request: Parameters<typeof sendArtifact>[0],
    reply: Parameters<typeof sendArtifact>[1],
    root: string,
    path: string,
  ) => {
    const file = await house.experiments.artifactFile(below(storePath(root), path));
    if (file === undefined) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
    return sendArtifact(request, reply, house.blobs, file);
  };
  server.get<{ Querystring: FileQuery }>("/get-artifact", async (request, reply) => {
    const { run_id, run_uuid, path } = request.query as {
      run_id?: unknown;
      run_uuid?: unknown;
      path?: unknown;
    };
    const wanted = filePath(one(path));
    const { artifactRoot } = await house.experiments.run(one(run_id) || one(run_uuid));
    return send(request, reply, artifactRoot, wanted);
  });
  server.get<{ Querystring: FileQuery }>("/model-versions/get-artifact", async (request, reply) => {
    const { name, version, path } = request.query;
    const wanted = filePath(one(path));
    const number = versionOf(one(version));
    const { artifactRoot } = await house.models.registry.version(one(name), number);
    return send(request, reply, artifactRoot, wanted);
  });
  server.get<{ Querystring: FileQuery; Params: { id: string } }>(
    "/ajax-api/2.0/mlflow/logged-models/:id/artifacts/files",
    async (request, reply) => {
      const wanted = filePath(one(request.query["artifact_file_path"]));
      const { artifactRoot } = await house.experiments.loggedModel(request.params.id);
      return send(request, reply, artifactRoot, wanted);
    },
  );
  const mostBytes = 10 * 1024 * 1024;
  server.post<{ Querystring: FileQuery }>("/ajax-api/2.0/mlflow/upload-artifact", async (request) => {
    const [run_uuid, path] = [one(request.query["run_uuid"]), one(request.query["path"])];
    if (!run_uuid) throw invalid("Request must specify run_uuid.");
    if (!path) throw invalid("Request must specify path.");
    const wanted = filePath(path);
    if (!Buffer.isBuffer(request.body) || request.body.length === 0)
      throw invalid("Request must specify data.");
    if (request.body.length > mostBytes) throw invalid("Artifact size is too large. Max size is 10MB.");
    const { artifactRoot } = await house.experiments.run(run_uuid);
    const { body } = request;
    await house.blobs.naming(async () => {
      const ref = await house.blobs.put(body);
      await house.experiments.linkArtifacts([{ ...ref, path: below(storePath(artifactRoot), wanted) }]);
    });
    return {};
  });
}
