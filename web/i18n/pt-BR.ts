import type { en } from "./en.ts";
import { compare } from "./pt-BR/compare.ts";
import { data } from "./pt-BR/data.ts";
import { deletion } from "./pt-BR/deletion.ts";
import { experiments } from "./pt-BR/experiments.ts";
import { house } from "./pt-BR/house.ts";
import { madeWith } from "./pt-BR/made-with.ts";
import { models } from "./pt-BR/models.ts";
import { pipelines } from "./pt-BR/pipelines.ts";
import { runsTable } from "./pt-BR/runs-table.ts";
import { registry } from "./pt-BR/registry.ts";
import { run } from "./pt-BR/run.ts";
import { serving } from "./pt-BR/serving.ts";

/** The same keys as English, or the compiler refuses. */
export const ptBR: Record<keyof typeof en, string> = {
  ...house,
  ...data,
  ...pipelines,
  ...experiments,
  ...deletion,
  ...compare,
  ...madeWith,
  ...models,
  ...registry,
  ...run,
  ...serving,
  ...runsTable,
};
