import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { shellBudgetBytes, shellBytes } from "../../scripts/bundle-size.ts";
import { stations } from "../../src/lifecycle/stations.ts";
import { openBrowser, whyNoBrowser } from "../support/browser.ts";
import { openHouse, runPipeline, type TestHouse } from "../support/house.ts";

const built = join(import.meta.dirname, "../../dist/web");

test("the shell is under 200 KB gzipped", () => {
  assert.ok(existsSync(built), "build the pages first: npm run prepare");
  const bytes = shellBytes(built);
  // React alone is 60 KB: a smaller sum would mean that the manifest was not understood.
  assert.ok(bytes > 60_000 && bytes < shellBudgetBytes, `${bytes} bytes`);
});

describe("shell", { skip: whyNoBrowser() }, () => {
  let house: TestHouse;
  before(async () => {
    house = await openHouse();
  });
  after(() => house[Symbol.asyncDispose]());

  test("the rail names the stations in the order of the flow", async () => {
    await using browser = await openBrowser();
    await browser.page.goto(house.url);
    const links = browser.page.locator(".rail-stations a");
    await links.first().waitFor();
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(
      hrefs,
      stations.map(({ name }) => `/${name}`),
    );
  });

  test("the keyboard alone skips the rail, opens the palette and goes somewhere", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(house.url);
    await page.waitForSelector("main h1");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.className"), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "main");
    // As fast as keys can come, and often: an Enter right behind the letters must not be lost.
    for (const name of ["retraining", "sources", "monitors", "experiments", "datasets", "retraining"]) {
      await page.keyboard.press("Control+k");
      await page.locator(".palette-input:focus").waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${house.url}/${name}`, { timeout: 10_000 });
      await page.locator(".palette-input").waitFor({ state: "detached" });
    }
  });

  test("the browser's language is spoken, and another when chosen, also after a reload", async () => {
    await using browser = await openBrowser({ locale: "pt-BR" });
    const { page } = browser;
    await page.goto(`${house.url}/sources`);
    await page.getByRole("heading", { level: 1, name: "Fontes" }).waitFor();
    await page.getByRole("button", { name: "Idioma" }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Sources" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Sources" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  });

  test("what happens in the house arrives in the open page by itself", async () => {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(`${house.url}/pipelines/train`);
    await page.getByRole("status", { name: "Connection: Live" }).waitFor();
    // Only a table that has been loaded and is empty shows this, so what follows can only have come live.
    await page.getByText("Runs of this pipeline appear here once it was started.").waitFor();
    const run = await runPipeline(house, {});
    await page.getByRole("link", { name: `train #${run.number}` }).waitFor();
  });
});
