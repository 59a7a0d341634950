import { list, message, required, text } from "./fields.ts";
import { stageOf } from "../../../lifecycle/models/index.ts";
import { nothing, type House, rpc } from "./rpc.ts";
import { modelJson, versionJson } from "./registry-json.ts";
import { registryQuery, searchOf, tokenOf } from "./searching.ts";
import { some } from "./tracking-json.ts";
import { client, mover, versionOf } from "./version-arguments.ts";

const name = { name: required(text) };
const tag = { key: required(text), value: text };
const shown = async (house: House, model: string) => ({
  registered_model: modelJson(await house.models.registry.model(model)),
});

const latestVersions = (method: "GET" | "POST") =>
  rpc(
    method,
    "registered-models/get-latest-versions",
    { ...name, stages: list(text) },
    async (input, house) => {
      const { latestVersions: latest } = await house.models.registry.model(input.name);
      const stages = new Set((input.stages ?? []).map((stage) => stageOf(stage)));
      const wanted = latest.filter(({ stage }) => stages.size === 0 || stages.has(stage));
      return { model_versions: some(wanted.map((version) => versionJson(version))) };
    },
  );

/** `mlflow/registered-models/…`. */
export const registeredModelRpcs = [
  rpc(
    "POST",
    "registered-models/create",
    { ...name, tags: list(message(tag)), description: text, deployment_job_id: text },
    async (input, house) => {
      await house.models.registry.createModel({
        name: input.name,
        description: input.description,
        tags: (input.tags ?? []).map(({ key, value }) => ({ key, value: value ?? "" })),
      });
      return shown(house, input.name);
    },
  ),
  rpc("GET", "registered-models/get", name, (input, house) => shown(house, input.name)),
  rpc(
    "PATCH",
    "registered-models/update",
    { ...name, description: text, deployment_job_id: text },
    async (input, house) => {
      await house.models.registry.describeModel(input.name, input.description ?? null);
      return shown(house, input.name);
    },
  ),
  rpc("POST", "registered-models/rename", { ...name, new_name: required(text) }, async (input, house) => {
    await house.models.registry.renameModel(input.name, input.new_name);
    return shown(house, input.new_name);
  }),
  rpc("DELETE", "registered-models/delete", name, async (input, house) => {
    await house.models.registry.deleteModel(input.name, client);
    return nothing;
  }),
  rpc("GET", "registered-models/search", registryQuery, async (input, house) => {
    const { items, next } = await house.models.registry.searchModels(
      searchOf("registered-models", input, 100, 1_000),
    );
    return {
      registered_models: some(items.map(modelJson)),
      next_page_token: tokenOf("registered-models", next),
    };
  }),
  latestVersions("GET"),
  latestVersions("POST"),
  rpc("POST", "registered-models/set-tag", { ...name, ...tag }, async (input, house) => {
    await house.models.registry.tagModel(input.name, { key: input.key, value: input.value ?? "" });
    return nothing;
  }),
  rpc("DELETE", "registered-models/delete-tag", { ...name, key: required(text) }, async (input, house) => {
    await house.models.registry.untagModel(input.name, input.key);
    return nothing;
  }),
  rpc(
    "POST",
    "registered-models/alias",
    { ...name, alias: required(text), version: required(text) },
    async (input, house) => {
      const version = versionOf(input.version);
      await house.models.registry.setAlias(
        { model: input.name, alias: input.alias, version },
        mover("set the alias"),
      );
      return nothing;
    },
  ),
  rpc("DELETE", "registered-models/alias", { ...name, alias: required(text) }, async (input, house) => {
    await house.models.registry.deleteAlias(input.name, input.alias, mover("deleted the alias"));
    return nothing;
  }),
  rpc("GET", "registered-models/alias", { ...name, alias: required(text) }, async (input, house) => {
    const version = await house.models.registry.aliasedVersion(input.name, input.alias);
    return { model_version: versionJson(await house.models.registry.version(input.name, version)) };
  }),
];
