import { data } from "./en/data.ts";
import { deletion } from "./en/deletion.ts";
import { experiments } from "./en/experiments.ts";
import { house } from "./en/house.ts";
import { models } from "./en/models.ts";
import { pipelines } from "./en/pipelines.ts";
import { run } from "./en/run.ts";
import { serving } from "./en/serving.ts";

/** Every sentence of the pages, in English: the keys that every other language has, too. */
export const en = {
  ...house,
  ...data,
  ...pipelines,
  ...experiments,
  ...deletion,
  ...models,
  ...run,
  ...serving,
} as const;
