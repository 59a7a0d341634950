import { compare } from "./en/compare.ts";
import { data } from "./en/data.ts";
import { deletion } from "./en/deletion.ts";
import { experiments } from "./en/experiments.ts";
import { house } from "./en/house.ts";
import { madeWith } from "./en/made-with.ts";
import { models } from "./en/models.ts";
import { pipelines } from "./en/pipelines.ts";
import { runsTable } from "./en/runs-table.ts";
import { registry } from "./en/registry.ts";
import { run } from "./en/run.ts";
import { serving } from "./en/serving.ts";

/** Every sentence of the pages, in English: the keys that every other language has, too. */
export const en = {
  ...house,
  ...data,
  ...pipelines,
  ...experiments,
  ...compare,
  ...deletion,
  ...models,
  ...registry,
  ...run,
  ...serving,
  ...runsTable,
  ...madeWith,
} as const;
