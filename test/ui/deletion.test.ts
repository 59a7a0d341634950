import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import { mlflowCalls, openBlankHouse } from "../support/garbage-house.ts";
import { violations } from "../support/look-at.ts";

const screenshots = join(import.meta.dirname, "../../.cache/screenshots/deletion");

describe("deletion", { skip: whyNoBrowser() }, () => {
  let house: Awaited<ReturnType<typeof openBlankHouse>>;
  let experiment: string;
  let run: string;
  before(async () => {
    house = await openBlankHouse();
    const mlflow = mlflowCalls(house.url);
    experiment = await mlflow.experiment("churn");
    run = await mlflow.run(experiment);
    mkdirSync(screenshots, { recursive: true });
  });
  after(() => house[Symbol.asyncDispose]());

  const isRunDeleted = async () => (await house.client.experiments.run({ params: { id: run } })).isDeleted;
  const keep = (page: Page, name: string) => page.screenshot({ path: join(screenshots, `${name}.png`) });

  test("a run is deleted after a question, by keyboard, and taken back in the same place", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(`${house.url}/runs/${run}`);
    const button = page.getByRole("button", { name: "Delete" });
    await button.click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await keep(page, "question");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await isRunDeleted(), false);
    await button.focus();
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Delete" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Restore" }).waitFor();
    assert.equal(await isRunDeleted(), true);
    await page.getByText("This run is deleted").waitFor();
    await keep(page, "run-deleted");
    await page.getByRole("button", { name: "Restore" }).click();
    await button.waitFor();
    assert.equal(await isRunDeleted(), false);
    assert.deepEqual(browser.errors, []);
  });

  for (const [scheme, width, locale] of [
    ["light", 1280, "en-GB"],
    ["dark", 400, "pt-BR"],
  ] as const) {
    test(`an experiment is deleted, found among the deleted and restored, ${scheme} at ${width} px in ${locale}`, async () => {
      await using browser = await openBrowser({ scheme, width, locale });
      const { page } = browser;
      const words = locale === "en-GB" ? english : portuguese;
      await page.goto(`${house.url}/experiments/${experiment}`);
      await page.getByRole("button", { name: words.delete }).click();
      await page.getByRole("dialog").getByRole("button", { name: words.delete }).click();
      await page.getByRole("button", { name: words.restore, exact: true }).waitFor();
      await keep(page, `experiment-deleted-${scheme}-${width}`);
      assert.deepEqual(await violations(page), []);
      await page.goto(`${house.url}/experiments`);
      await page.getByRole("button", { name: words.show }).click();
      assert.match(page.url(), /view=deleted/);
      const restore = page.getByRole("button", { name: `${words.restore} churn` });
      await restore.waitFor();
      await keep(page, `list-${scheme}-${width}`);
      assert.deepEqual(await violations(page), []);
      const wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.equal(await page.evaluate(wider), 0);
      await restore.click();
      await page.getByText(words.empty).waitFor();
      await keep(page, `none-${scheme}-${width}`);
      const { isDeleted } = await house.client.experiments.show({ params: { id: experiment } });
      assert.equal(isDeleted, false);
      assert.deepEqual(browser.errors, []);
    });
  }
});

const english = {
  delete: "Delete",
  restore: "Restore",
  show: "Deleted experiments",
  empty: "A deleted experiment appears here",
};
const portuguese = {
  delete: "Excluir",
  restore: "Restaurar",
  show: "Experimentos excluídos",
  empty: "Um experimento excluído aparece aqui",
};
