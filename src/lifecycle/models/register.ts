import type { Kysely } from "kysely";
import type { ModelVersion, ReferenceColumn } from "../../contract/records/models.ts";
import { decodeModel } from "../../engines/onnx/decode.ts";
import { readOnnx } from "../../engines/onnx/read.ts";
import { evidenceOf } from "../../governance/requirements/index.ts";
import { newId } from "../../kernel/ids.ts";
import { addModel } from "./registry/change-models.ts";
import { tell } from "./registry/tell.ts";
import { modelVersionId, type PackageRecord } from "./model-version.ts";
import { mlModel, packageJson, type PackageDocument } from "./package-files.ts";
import { signatureOf } from "./signature.ts";
import type { ModelsDeps, Register } from "./surface.ts";
import type { ModelsTables } from "./tables.ts";
import { readVersionById } from "./version-store.ts";
import { modelCreated, versionCreated } from "./webhooks/news.ts";

/**
 * Makes the next version of a model. The same bytes from the same run under the same name are the version
 * that is there already. The package's blobs are durable before the record names them.
 */
export function register(deps: ModelsDeps, asked: Register): Promise<ModelVersion> {
  return deps.blobs.naming(() => writeVersion(deps, asked));
}

async function writeVersion(deps: ModelsDeps, asked: Register): Promise<ModelVersion> {
  const { meta, clock } = deps;
  const { model, fitted } = asked;
  const same = { model, digest: fitted.onnxSha256, runId: fitted.runId };
  const there = await registered(meta.read<ModelsTables>(), same);
  if (there !== undefined) return readVersionById(meta, there);
  const id = await freeId(meta.read<ModelsTables>(), modelVersionId(same), clock.now());
  await deps.blobs.keep(fitted.onnxSha256);
  const onnx = await deps.blobs.get(fitted.onnxSha256);
  const record = await writePackage(deps, await describe(deps, asked, id, onnx), onnx);
  // MLflow's own loader finds the package among the artifacts.
  const place = `models/${id}`;
  const artifactRoot = `mlflow-artifacts:/${place}`;
  await deps.experiments.linkArtifacts(
    record.files.map((file) => ({ ...file, path: `${place}/${file.path}` })),
  );
  const made = await meta.write<ModelsTables, string>(async (tx) => {
    const { db, emit } = tx;
    const known = await registered(db, same);
    if (known !== undefined) return known;
    const now = clock.now();
    const named = await db.selectFrom("models").select("name").where("name", "=", model).executeTakeFirst();
    if (named === undefined) {
      await addModel(tx, now, model, null);
      await tell(tx, now, model, modelCreated({ model, tags: {}, description: null }));
    }
    const last = await db
      .selectFrom("model_versions")
      .select((each) => each.fn.max<number | null>("version").as("version"))
      .where("model", "=", model)
      .executeTakeFirst();
    const version = (last?.version ?? 0) + 1;
    await db
      .insertInto("model_versions")
      .values({
        id,
        model,
        version,
        digest: fitted.onnxSha256,
        algorithm: fitted.algorithm,
        package: JSON.stringify(record),
        run_id: fitted.runId,
        pipeline_run_id: asked.pipelineRunId,
        source: artifactRoot,
        artifact_root: artifactRoot,
        stage: "None",
        created_by: asked.pipelineRunId === null ? "prumo" : `pipeline run ${asked.pipelineRunId}`,
        is_deleted: 0,
        created_at: now,
        updated_at: now,
      })
      .execute();
    emit("model.version-registered", id, { model, version, versionId: id });
    const { runId } = fitted;
    const news = { model, version, source: artifactRoot, runId, tags: {}, description: null };
    await tell(tx, now, model, versionCreated(news), false);
    return id;
  });
  return readVersionById(meta, made);
}

/** The id of the version that is registered of the same bytes and run. */
async function registered(
  db: Kysely<ModelsTables>,
  { model, digest, runId }: { model: string; digest: string; runId: string | null },
): Promise<string | undefined> {
  const row = await db
    .selectFrom("model_versions")
    .select("id")
    .where("model", "=", model)
    .where("digest", "=", digest)
    .where("run_id", runId === null ? "is" : "=", runId)
    .where("is_deleted", "=", 0)
    .executeTakeFirst();
  return row?.id;
}

/** The id that follows from the content, unless a version has it that was deleted, or went to another name, since. */
async function freeId(db: Kysely<ModelsTables>, id: string, now: number): Promise<string> {
  const taken = await db.selectFrom("model_versions").select("id").where("id", "=", id).executeTakeFirst();
  return taken === undefined ? id : newId("modelVersion", now);
}

async function describe(
  deps: ModelsDeps,
  asked: Register,
  versionId: string,
  onnx: Uint8Array,
): Promise<PackageDocument> {
  const { blobs, meta, experiments } = deps;
  const { fitted } = asked;
  const graph = readOnnx(onnx);
  const reference = Buffer.from(await blobs.get(fitted.referenceSha256)).toString("utf8");
  const run = fitted.runId === null ? null : await experiments.run(fitted.runId);
  return {
    format: 1,
    model: asked.model,
    versionId,
    digest: fitted.onnxSha256,
    algorithm: fitted.algorithm,
    signature: signatureOf(graph, fitted.time),
    datasetVersions: fitted.datasetVersions,
    runId: fitted.runId,
    pipelineRunId: asked.pipelineRunId,
    code: run?.code ?? null,
    environment: run?.environment ?? null,
    params: run?.params ?? {},
    energy: run?.energy ?? null,
    evaluation: asked.evaluation,
    reference: JSON.parse(reference) as ReferenceColumn[],
    evidence: await evidenceOf(meta, fitted.onnxSha256),
  };
}

async function writePackage(
  { blobs }: ModelsDeps,
  document: PackageDocument,
  onnx: Uint8Array,
): Promise<PackageRecord> {
  const mlmodel = await blobs.put(Buffer.from(mlModel(document, decodeModel(onnx))));
  const prumo = await blobs.put(Buffer.from(packageJson(document)));
  return {
    signature: document.signature,
    files: [
      { path: "MLmodel", sha256: mlmodel.sha256, bytes: mlmodel.bytes },
      { path: "model.onnx", sha256: document.digest, bytes: onnx.byteLength },
      { path: "prumo.json", sha256: prumo.sha256, bytes: prumo.bytes },
    ],
    evaluation: document.evaluation,
    reference: [...document.reference],
    datasetVersions: [...document.datasetVersions],
  };
}
