import assert from "node:assert/strict";
import type { Answer } from "../../../../src/lifecycle/deployments/index.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import {
  openTinyWithLog,
  type TinyModel,
  type TinyOptions,
  tinyRows,
} from "../../../support/tiny-serving.ts";

export const one: TinyModel = { version: 1, intercept: -1 };
export const close: TinyModel = { version: 2, intercept: -0.98 };
export const wrong: TinyModel = { version: 3, intercept: 2.5 };
export const minute = 60_000;

export type Open = Awaited<ReturnType<typeof openTinyWithLog>>;

export async function withLog(
  work: (open: Open, directory: string) => Promise<void>,
  options: Partial<TinyOptions> = {},
) {
  await using directory = await temporaryDirectory();
  await using open = await openTinyWithLog(directory.path, { models: [one, close, wrong], ...options });
  await open.release(1);
  await work(open, directory.path);
}

export async function answer(open: Open, count: number, from = 0): Promise<Answer[]> {
  return (await open.deployments.predict("delays", tinyRows(count, from))).answers;
}

export async function window(
  open: Open,
  from: number,
  to: number,
  roles?: ("live" | "candidate" | "shadow")[],
) {
  const { sql, rows } = await open.predictions.windowSql("delays", { from, to, ...(roles ? { roles } : {}) });
  const found = await open.tables.rows(`SELECT * FROM (${sql}) ORDER BY id, role`);
  assert.equal(found.length, rows, "the stated number of rows is not the real one");
  return found;
}
