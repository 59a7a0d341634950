import { flag, list, message, required, text } from "./fields.ts";
import { nothing, type House, rpc } from "./rpc.ts";
import { versionJson } from "./registry-json.ts";
import { registryQuery, searchOf, tokenOf } from "./searching.ts";
import { some } from "./tracking-json.ts";
import { client, mover, versionOf } from "./version-arguments.ts";

const named = { name: required(text), version: required(text) };
const tag = { key: required(text), value: text };
const shown = async (house: House, model: string, version: number) => ({
  model_version: versionJson(await house.models.registry.version(model, version)),
});

/** `mlflow/model-versions/…`. */
export const modelVersionRpcs = [
  rpc(
    "POST",
    "model-versions/create",
    {
      name: required(text),
      source: required(text),
      run_id: text,
      tags: list(message(tag)),
      run_link: text,
      description: text,
      model_id: text,
    },
    async (input, house) => {
      const version = await house.models.registry.createVersion({
        model: input.name,
        source: input.source,
        runId: input.run_id,
        modelId: input.model_id,
        runLink: input.run_link,
        description: input.description,
        tags: (input.tags ?? []).map(({ key, value }) => ({ key, value: value ?? "" })),
        by: client,
      });
      return shown(house, input.name, version);
    },
  ),
  rpc("GET", "model-versions/get", named, (input, house) =>
    shown(house, input.name, versionOf(input.version)),
  ),
  rpc("PATCH", "model-versions/update", { ...named, description: text }, async (input, house) => {
    const version = versionOf(input.version);
    await house.models.registry.describeVersion(input.name, version, input.description ?? null);
    return shown(house, input.name, version);
  }),
  rpc("DELETE", "model-versions/delete", named, async (input, house) => {
    await house.models.registry.deleteVersion(input.name, versionOf(input.version), client);
    return nothing;
  }),
  rpc(
    "POST",
    "model-versions/transition-stage",
    { ...named, stage: required(text), archive_existing_versions: flag },
    async (input, house) => {
      const version = versionOf(input.version);
      const archivesOthers = input.archive_existing_versions ?? false;
      await house.models.registry.moveToStage(
        { model: input.name, version, stage: input.stage, archivesOthers },
        mover("moved the stage"),
      );
      return shown(house, input.name, version);
    },
  ),
  rpc("GET", "model-versions/search", registryQuery, async (input, house) => {
    const asked = searchOf("model-versions", input, 10_000, 200_000);
    const { items, next } = await house.models.registry.searchVersions(asked);
    return {
      model_versions: some(items.map((version) => versionJson(version, false))),
      next_page_token: tokenOf("model-versions", next),
    };
  }),
  rpc("GET", "model-versions/get-download-uri", named, async (input, house) => {
    const { artifactRoot } = await house.models.registry.version(input.name, versionOf(input.version));
    return { artifact_uri: artifactRoot };
  }),
  rpc("POST", "model-versions/set-tag", { ...named, ...tag }, async (input, house) => {
    const { key, value } = input;
    await house.models.registry.tagVersion(input.name, versionOf(input.version), { key, value: value ?? "" });
    return nothing;
  }),
  rpc("DELETE", "model-versions/delete-tag", { ...named, key: required(text) }, async (input, house) => {
    await house.models.registry.untagVersion(input.name, versionOf(input.version), input.key);
    return nothing;
  }),
];
